import { pick } from "./random.ts"
import type { SourceFile } from "./source-files.ts"

/** A finished tool call as a coding session has them. */
export interface ToolCall {
  readonly tool: string
  readonly input: Record<string, unknown>
  readonly output: string
  readonly failed?: boolean
}

type Random = () => number
type MakeCall = (file: SourceFile, random: Random) => ToolCall

const directory = "/project"
const absolute = (file: SourceFile): string => `${directory}/${file.path}`

/** Some lines of a file that stand together. */
const stretch = (file: SourceFile, count: number, random: Random) => {
  const start = Math.floor(random() * Math.max(1, file.lines.length - count))
  return { start, lines: file.lines.slice(start, start + count) }
}

const read: MakeCall = (file, random) => {
  const whole = random() < 0.5
  const { start, lines } = whole
    ? { start: 0, lines: file.lines.slice(0, 400) }
    : stretch(file, 40 + Math.floor(random() * 120), random)
  const numbered = lines.map((line, index) => `${start + index + 1}: ${line}`).join("\n")
  return {
    tool: "read",
    input: {
      filePath: absolute(file),
      ...(whole ? {} : { offset: start + 1, limit: lines.length }),
    },
    output: `<path>${absolute(file)}</path>\n<type>file</type>\n<content>\n${numbered}\n</content>`,
  }
}

const shell: MakeCall = (file, random) => {
  const lines = stretch(file, 60, random).lines.map((line, index) =>
    index % 3 === 0
      ? `\u001b[32m✓\u001b[39m ${file.path} \u001b[2m> ${line.trim().slice(0, 60)} ${index * 7} ms\u001b[22m`
      : `    at ${line.trim().slice(0, 80)} (${absolute(file)}:${index * 13}:${index % 40})   `,
  )
  return {
    tool: "bash",
    input: { command: `npm test -- ${file.path}`, description: "Run the tests of this file" },
    output: lines.join("\n"),
  }
}

const json: MakeCall = (file, random) => {
  const { start, lines } = stretch(file, 50, random)
  const found = lines.map((text, index) => ({
    file: absolute(file),
    line: start + index,
    severity: index % 5 === 0 ? "error" : "warning",
    text,
  }))
  return {
    tool: "bash",
    input: { command: `lint --format json ${file.path}`, description: "Lint this file" },
    output: JSON.stringify(found, undefined, 2),
  }
}

const search: MakeCall = (file, random) => {
  const pattern = pick(["export", "return", "const", "throw", "import"], random)
  const found = file.lines.flatMap((line, index) =>
    line.includes(pattern) ? [`  Line ${index + 1}: ${line}`] : [],
  )
  return {
    tool: "grep",
    input: { pattern, path: absolute(file) },
    output: [`Found ${found.length} matches`, `${absolute(file)}:`, ...found].join("\n"),
  }
}

const edit: MakeCall = (file, random) => {
  const oldString = stretch(file, 12, random).lines.join("\n")
  return {
    tool: "edit",
    input: { filePath: absolute(file), oldString, newString: `${oldString}\n// reviewed` },
    output: "Edit applied successfully.",
  }
}

const failedEdit: MakeCall = (file, random) => ({
  ...edit(file, random),
  output: "Could not find oldString in the file. It must match exactly.",
  failed: true,
})

const write: MakeCall = (file, random) => ({
  tool: "write",
  input: { filePath: absolute(file), content: stretch(file, 150, random).lines.join("\n") },
  output: "Wrote file successfully.",
})

/** How often each kind of call is made, in twentieths; reads lead, as in recorded sessions. */
const mix: readonly MakeCall[] = [
  ...Array.from({ length: 8 }, () => read),
  ...Array.from({ length: 4 }, () => shell),
  ...Array.from({ length: 2 }, () => json),
  search,
  search,
  edit,
  edit,
  failedEdit,
  write,
]

export const makeToolCall: MakeCall = (file, random) => pick(mix, random)(file, random)
