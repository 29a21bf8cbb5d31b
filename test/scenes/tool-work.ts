import type { Reply } from "../host/reply.ts"

interface Call {
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
}

export const readCall = (filePath: string): Call => ({ name: "read", input: { filePath } })
export const bashCall = (command: string): Call => ({
  name: "bash",
  input: { command, description: "Look" },
})

/** One call of any tool. */
export const call = (name: string, input: Call["input"]): Reply => ({ calls: [{ name, input }] })
export const read = (filePath: string): Reply => ({ calls: [readCall(filePath)] })
export const bash = (command: string): Reply => ({ calls: [bashCall(command)] })
export const write = (filePath: string, content: string): Reply => ({
  calls: [{ name: "write", input: { filePath, content } }],
})
export const edit = (filePath: string, oldString: string, newString: string): Reply => ({
  calls: [{ name: "edit", input: { filePath, oldString, newString } }],
})
export const say = (text: string): Reply => ({ text })

/** Lines of a source file that are all different; `tag` tells files and versions apart. */
export const sourceLines = (tag: string, count: number): string =>
  Array.from(
    { length: count },
    (_, index) =>
      `export const ${tag}${index} = compute("${tag}", ${index * 7919}) // step ${index} of ${tag}`,
  ).join("\n")

/** A command that prints one line of some 20 tokens for each number. */
export const listing = (lines: number, topic = "module"): string =>
  `for i in $(seq 1 ${lines}); do echo "$i: checked ${topic} number $i, nothing found, took $((i * 37)) ms"; done`

/** The files that `firstLook` and `secondLook` work on. */
export const workFiles = { "a.ts": sourceLines("a", 70), "b.ts": sourceLines("b", 70) }

/** Reads, runs, edits and writes: nothing of it is redundant yet. */
export const firstLook: readonly Reply[] = [
  read("a.ts"),
  read("b.ts"),
  bash(listing(60)),
  edit("a.ts", "step 3 of a", "step three of a"),
  read("a.ts"),
]

/** Sees most of it again: with `lowBudget` the request behind its last call is the first pruned one. */
export const secondLook: readonly Reply[] = [
  write("notes.md", sourceLines("n", 60)),
  read("notes.md"),
  bash(listing(60)),
  read("b.ts"),
]
