import { expect, it } from "vitest"
import { createPromptBlocks } from "../../src/replay/prompt-blocks.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, call, createTranscript, text, user } from "../builders/transcript.ts"

const read = call("read", { filePath: 'a "quoted" name' }, { output: "content" })

it("calls come before results, with the framing, and count what the meter counts", () => {
  const meter = createTestMeter()
  const { messages } = createTranscript(assistant(text("Both."), read, read), assistant())
  const blocks = createPromptBlocks(meter)(messages)
  expect(blocks.map((block) => block.text)).toEqual([
    "",
    "Both.",
    'read\nfilePath: a "quoted" name',
    'read\nfilePath: a "quoted" name',
    "content",
    "content",
  ])
  const [message] = messages
  expect(blocks.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(
    message && meter.message(message),
  )
})

it("equal pieces are one object, whichever message they come from", () => {
  const blocksOf = createPromptBlocks(createTestMeter())
  const first = blocksOf(createTranscript(user(text("Hello"))).messages)
  const second = blocksOf(createTranscript(user(text("Hello"))).messages)
  expect(second.map((block, index) => block === first[index])).toEqual([true, true])
})
