import type { DemoFile } from "./demo-files.ts"

export interface Call {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

export interface Turn {
  readonly user: string
  /** The tool calls of each step; the turn ends with an answer behind the last. */
  readonly steps: readonly (readonly Call[])[]
  readonly answer: string
}

const read = (file: DemoFile, range: { offset?: number; limit?: number } = {}): Call => ({
  name: "read",
  input: { filePath: file.path, ...range },
})
const grep = (pattern: string): Call => ({ name: "grep", input: { pattern } })
const glob = (pattern: string): Call => ({ name: "glob", input: { pattern } })
const shell = (command: string, description: string): Call => ({
  name: "bash",
  input: { command, description },
})

/** A line that stands in the file once, so that it can be edited without more context. */
const findUniqueLine = (file: DemoFile): string =>
  file.lines.find(
    (line) =>
      line.trim().length > 24 &&
      !line.includes("*") &&
      file.lines.filter((other) => other.includes(line)).length === 1,
  ) ?? ""

const edit = (file: DemoFile, turn: number): Call => {
  const line = findUniqueLine(file)
  const newString = `${line} // reviewed in part ${turn}`
  return { name: "edit", input: { filePath: file.path, oldString: line, newString } }
}

const exportsOf = (file: DemoFile): string[] =>
  file.lines.filter((line) => line.startsWith("export ")).map((line) => `- ${line.slice(0, 100)}`)

const notesPath = (turn: number): string => `notes/part-${turn}.md`

const writeNotes = (turn: number, files: readonly DemoFile[]): Call => ({
  name: "write",
  input: {
    filePath: notesPath(turn),
    content: files
      .map((file) => `## ${file.path}\n${exportsOf(file).slice(0, 25).join("\n")}\n`)
      .join("\n"),
  },
})

/** The session's requests; each states something that must still hold at the end. */
const requests: readonly ((names: string) => string)[] = [
  (names) =>
    `Review this project with me, part by part, and keep notes in notes/part-N.md. Task id REVIEW-7. Never change a public name, and never touch package.json. Begin with ${names}: how do they handle wrong input?`,
  (names) =>
    `Next, ${names}. Every finding needs the path and the line; do not quote more than three lines of code. Which of their functions may throw?`,
  (names) =>
    `Go on with ${names}. Only mark lines that you have read in this part. Compare with what we saw in part 1: is the same convention kept?`,
  (names) =>
    `Now ${names}. Ignore formatting, I care for wrong results only. If anything contradicts part 2, say so first.`,
  (names) =>
    `Last part: ${names}. Then answer in one sentence whether REVIEW-7 can be closed, and list the notes you wrote.`,
]

const turnSteps = (turn: number, files: readonly DemoFile[], earlier: DemoFile): Call[][] => {
  const [first, second, third] = files
  if (!first || !second || !third) return []
  const paths = files.map((file) => `'${file.path}'`).join(" ")
  return [
    [glob("**/*.{ts,md}")],
    [read(first)],
    [grep("throw new"), read(second)],
    [shell(`wc -l ${paths} && sed -n '1,90p' '${third.path}'`, "Sizes and a first look")],
    [edit(first, turn)],
    [read(first, { offset: 1, limit: 120 })],
    [read(third)],
    [shell(`grep -n 'return' ${paths} | head -n 150`, "Where these files return")],
    [edit(second, turn), edit(third, turn)],
    // Several whole files in one step: no threshold that looks at the last answer sees it coming.
    [read(first), read(second), read(earlier)],
    [writeNotes(turn, files)],
    [{ name: "read", input: { filePath: notesPath(turn) } }],
    [shell("git status --short && ls -R notes", "What has changed"), read(third)],
  ]
}

const filesPerTurn = 3

/** A long review session over real files: the same calls for the same files. */
export const createSessionScript = (files: readonly DemoFile[]): Turn[] => {
  const chapters = requests.map((_, turn) =>
    files.slice(turn * filesPerTurn, (turn + 1) * filesPerTurn),
  )
  if (chapters.some((chapter) => chapter.length < filesPerTurn))
    throw new Error("The demo found too few files to work on: run npm install first")
  return requests.map((request, index) => {
    const chapter = chapters[index] ?? []
    const [earlier] = chapters[Math.max(0, index - 1)] ?? []
    return {
      user: request(chapter.map((file) => file.path).join(", ")),
      steps: earlier ? turnSteps(index + 1, chapter, earlier) : [],
      answer: `Part ${index + 1} is done, see ${notesPath(index + 1)}.`,
    }
  })
}
