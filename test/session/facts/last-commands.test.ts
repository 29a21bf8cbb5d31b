import { expect, it } from "vitest"
import { finishedCalls } from "../../../src/session/call.ts"
import { lastCommands } from "../../../src/session/facts/last-commands.ts"
import type { CommandFact } from "../../../src/session/facts/last-commands.ts"
import { assistant, call, createTranscript } from "../../builders/transcript.ts"
import type { CallOptions, PartDraft } from "../../builders/transcript.ts"

const run = (command: string, options: CallOptions = {}): PartDraft =>
  call("bash", { command }, options)
const red = { output: "> vitest\nFAIL a.test.ts\n1 failed", exitCode: 1 }
const redErrors = ["FAIL a.test.ts", "1 failed"]
const long = `error: ${"x".repeat(400)}`

it.each<[string, readonly PartDraft[], readonly CommandFact[]]>([
  ["a command that succeeded", [run("ls")], [{ command: "ls", errors: [] }]],
  [
    "a command that failed, with the lines that say how",
    [run("npm test", red)],
    [{ command: "npm test", errors: redErrors }],
  ],
  [
    "by its output where no exit code is known",
    [run("npm test", { ...red, exitCode: undefined })],
    [{ command: "npm test", errors: redErrors }],
  ],
  [
    "no error of a command that ended well, whatever it printed",
    [run("grep -r error .", { output: "error: not ours", exitCode: 0 })],
    [{ command: "grep -r error .", errors: [] }],
  ],
  [
    "the exit code where nothing else says why",
    [run("false", { output: "", exitCode: 7 })],
    [{ command: "false", errors: ["exit code 7"] }],
  ],
  [
    "why a command did not run",
    [run("rm -rf /", { status: "failed", output: "\nThe user rejected permission.\nMore" })],
    [{ command: "rm -rf /", errors: ["The user rejected permission."] }],
  ],
  [
    "what a command came to last, where it last ran",
    [run("npm test", red), run("ls"), run("npm test", { exitCode: 0 })],
    [
      { command: "ls", errors: [] },
      { command: "npm test", errors: [] },
    ],
  ],
  [
    "a command that fails now though it succeeded before",
    [run("npm test", { exitCode: 0 }), run("npm test", red)],
    [{ command: "npm test", errors: redErrors }],
  ],
  [
    "three errors at most",
    [run("tsc", { output: "error 1\nerror 2\nerror 3\nerror 4", exitCode: 2 })],
    [{ command: "tsc", errors: ["error 1", "error 2", "error 3"] }],
  ],
  [
    "the beginning of a long error",
    [run("tsc", { output: `  ${long}`, exitCode: 2 })],
    [{ command: "tsc", errors: [long.slice(0, 300)] }],
  ],
  [
    "no half of a character",
    [run("tsc", { output: `error x${"😀".repeat(200)}`, exitCode: 2 })],
    [{ command: "tsc", errors: [`error x${"😀".repeat(146)}`] }],
  ],
  ["no other tool", [call("task", { command: "ls" }), call("bash", { command: 7 })], []],
  ["nothing that still runs", [run("sleep 9", { status: "pending" })], []],
])("the commands of a session tell %s", (_, parts, expected) => {
  expect(lastCommands(finishedCalls(createTranscript(assistant(...parts))))).toEqual(expected)
})
