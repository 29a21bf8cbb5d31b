import type { Transcript } from "../../src/session/transcript.ts"
import { assistant, call, createTranscript, readOutput, text, user } from "./transcript.ts"
import type { PartDraft } from "./transcript.ts"

const path = "/project/a.ts"
const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at)
const patch = (count: number, hunk: (at: number) => string) =>
  call("apply_patch", {
    patchText: `*** Begin Patch\n*** Update File: a.ts\n${numbers(count).map(hunk).join("")}*** End Patch`,
  })
const read = (lines: readonly string[], offset = 1) =>
  call("read", { filePath: path }, { output: readOutput(path, lines, { offset }) })
const readAll = (count: number) => read(numbers(count).map((at) => `b${at}`))
const edits = (count: number) =>
  numbers(count).map((at) => ({ oldString: `c${at}`, newString: `b${at}` }))

/** Calls that hold one file in so many pieces, each to be compared with what all others hold. */
const crowds: Readonly<Record<string, (count: number) => readonly PartDraft[]>> = {
  "two equal patches of many hunks": (count) =>
    numbers(2).map(() => patch(count, (at) => `@@\n+b${at}\n`)),
  "a read and a patch of many hunks": (count) => [
    readAll(count),
    patch(count, (at) => `@@\n-c${at}\n+b${at}\n`),
  ],
  "a read and one call of many edits": (count) => [
    readAll(count),
    call("multiedit", { filePath: path, edits: edits(count) }),
  ],
  "many edits": (count) => edits(count).map((edit) => call("edit", { filePath: path, ...edit })),
  "many edits that share a line": (count) =>
    edits(count).map(({ oldString, newString }) =>
      call("edit", { filePath: path, oldString: `${oldString}\n}`, newString: `${newString}\n}` }),
    ),
  "many small reads that share lines": (count) =>
    numbers(count).map((at) => read([`x${at}`, "}", "}", `y${at}`, "}", "}", "end"], at * 8 + 1)),
  "many reads of 20 lines": (count) =>
    numbers(count).map((at) =>
      read(
        numbers(20).map((line) => `line ${at * 20 + line}`),
        at * 20 + 1,
      ),
    ),
}

/** Each with its name, as what makes a session of so many pieces. */
export const crowdedFiles: readonly (readonly [string, (count: number) => Transcript])[] =
  Object.entries(crowds).map(([name, make]) => [
    name,
    (count) =>
      createTranscript(
        user(text("Go.")),
        ...make(count).map((part) => assistant(part)),
        assistant(text("Done.")),
        user(text("Go on.")),
        assistant(text("Gone on.")),
      ),
  ])
