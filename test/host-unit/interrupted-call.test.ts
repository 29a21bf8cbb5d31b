import { expect, it } from "vitest"
import { createDecode } from "../../src/host/decode.ts"

const state = (interrupted: boolean) => ({
  status: "error",
  error: "Tool execution aborted",
  metadata: { interrupted, output: "half" },
})
const outputOf = (interrupted: boolean) => {
  const parts = [{ type: "tool", id: "p1", tool: "bash", state: state(interrupted) }]
  const place = { sessionID: "ses_1", directory: "/project" }
  return createDecode()([{ info: { role: "assistant" }, parts }], place).messages[0]?.parts
}

it("is decoded with what had come until then, which is what the host sends", () => {
  expect([true, false].map(outputOf)).toEqual([
    [expect.objectContaining({ status: "failed", output: "half" })],
    [expect.objectContaining({ status: "failed", output: "Tool execution aborted" })],
  ])
})
