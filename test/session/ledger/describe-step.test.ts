import { expect, it } from "vitest"
import { describeStep } from "../../../src/session/ledger/describe-step.ts"
import { assistant, call, createTranscript, reasoning, text } from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"

const failed = { status: "failed", output: "File not found: b.ts\nat x" } as const
const tests = { output: "> vitest\nFAIL a.test.ts\n1 failed" }
const patch = "*** Begin Patch\n*** Update File: src/a.ts\n*** Add File: src/b.ts\n*** End Patch"

it.each<[string, MessageDraft, string]>([
  [
    "a call by its file",
    assistant(call("read", { filePath: "/project/src/a.ts" })),
    "read src/a.ts",
  ],
  [
    "a patch by its files",
    assistant(call("apply_patch", { patchText: patch })),
    "apply_patch src/a.ts src/b.ts",
  ],
  [
    "a failed call with why",
    assistant(call("edit", { filePath: "b.ts" }, failed)),
    "edit b.ts → File not found: b.ts",
  ],
  [
    "a command with its first error",
    assistant(call("bash", { command: "npm test" }, tests)),
    "bash npm test → FAIL a.test.ts",
  ],
  ["a command without one", assistant(call("bash", { command: "ls" }, { output: "a" })), "bash ls"],
  [
    "every call of a step",
    assistant(call("bash", { command: "ls" }), call("glob", { pattern: "*.ts" })),
    "bash ls; glob *.ts",
  ],
  [
    "what was decided, before what was only said",
    assistant(text("Well.\nI will use zod.\nGood.")),
    '"I will use zod."',
  ],
  [
    "the first line where nothing was decided",
    assistant(text("\nLooking at it.\nMore.")),
    '"Looking at it."',
  ],
  ["no reasoning", assistant(reasoning("Hm."), call("bash", { command: "ls" })), "bash ls"],
  [
    "a long command in short",
    assistant(call("bash", { command: `echo ${"x".repeat(200)} end` })),
    `bash echo ${"x".repeat(49)}…${"x".repeat(21)} end`,
  ],
])("a step is told as %s", (_, message, line) => {
  const { messages, directory } = createTranscript(message)
  expect(messages.map((one) => describeStep(one, directory))).toEqual([line])
})
