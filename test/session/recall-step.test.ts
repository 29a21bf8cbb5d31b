import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { recall } from "../../src/session/recall.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, call, createTranscript, text, user } from "../builders/transcript.ts"
import type { CallOptions } from "../builders/transcript.ts"

const cleared = "[Old tool result content cleared]"
const step = (output: string, options: CallOptions = {}) =>
  createTranscript(
    user(text("Go")),
    assistant(text("I look."), call("bash", { command: "ls" }, { output, ...options })),
  )
const handleOfStep = ({ messages }: Transcript): string =>
  messages.flatMap((message) => createTestMeter().messageDigest(message))[1]?.slice(0, 8) ?? ""
const whole = "I look.\n[bash input]\ncommand: ls\n[bash output]\na.ts"

describe("recall of a folded step", () => {
  it.each<[string, (handle: string) => string]>([
    ["its code", (handle) => handle],
    ["its whole line", (handle) => `[compacted: bash ls; recall ${handle}]`],
  ])("gives all of it by %s", (_, written) => {
    const folded = step("a.ts")
    const handle = written(handleOfStep(folded))
    expect(recall({ transcript: folded, edits: [], request: { handle }, digest })).toEqual({
      text: whole,
      media: [],
    })
  })

  it("finds it where it was folded after the host had cleared its output", () => {
    const handle = handleOfStep(
      step(cleared, { clearedAt: 5, cleared: { output: "a.ts", media: [] } }),
    )
    const restored = step("a.ts", { clearedAt: 5 })
    expect(recall({ transcript: restored, edits: [], request: { handle }, digest }).text).toBe(
      whole,
    )
  })
})
