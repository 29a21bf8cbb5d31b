import { describe, expect, it } from "vitest"
import { shortenRecent } from "../../src/session/shorten-recent.ts"
import type { Draft } from "../../src/session/draft.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, call, createTranscript, fileLines, text, user } from "../builders/transcript.ts"

const output = (name: string, lines: number) => fileLines(name, lines).join("\n")
const read = (name: string, lines: number) =>
  call("read", { filePath: name }, { output: output(name, lines) })

const protectedCall = (tool: string) => call(tool, {}, { output: output(tool, 400) })

const shortened = ({ trigger, steps = 1 }: { trigger: number; steps?: number }): Draft => {
  const meter = createTestMeter()
  const transcript = createTranscript(
    user(text("Go")),
    assistant(read("old", 400)),
    assistant(read("large", 400), read("middle", 200), read("small", 20)),
  )
  return shortenRecent({
    draft: createDraft(transcript, { meter, budget: { trigger } }),
    meter,
    settings: { ...testSettings, steps },
  })
}

const sizes = ({ fresh }: Draft) =>
  fresh.map(({ target, before, after, reason }) => ({ part: target.part, before, after, reason }))

describe("the largest outputs of the recent window", () => {
  it("are cut to one size, until the request is at its trigger", () => {
    const draft = shortened({ trigger: 4_000 })
    expect(sizes(draft)).toEqual([
      { part: "m03p1", before: 2_673, after: expect.any(Number), reason: "shorten-recent" },
      { part: "m03p2", before: 1_373, after: expect.any(Number), reason: "shorten-recent" },
    ])
    expect(draft.forecast.tokens).toBeLessThanOrEqual(4_000)
    expect(draft.forecast.tokens).toBeGreaterThan(3_700)
  })

  it("are the largest alone where that is enough", () => {
    expect(sizes(shortened({ trigger: 6_000 })).map(({ part }) => part)).toEqual(["m03p1"])
  })

  it("are never cut below what shows what they are", () => {
    const [first] = sizes(shortened({ trigger: 1 }))
    expect(first?.after).toBeGreaterThan(150)
  })

  it("are those of the window only", () => {
    expect(sizes(shortened({ trigger: 5_500, steps: 2 })).map(({ part }) => part)).toEqual([
      "m02p1",
      "m03p1",
    ])
  })

  it("take older results along that the stages keep, but not the todo list", () => {
    const meter = createTestMeter()
    const transcript = createTranscript(
      user(text("Go")),
      assistant(protectedCall("skill")),
      assistant(protectedCall("todowrite")),
      assistant(read("small", 20)),
    )
    const draft = createDraft(transcript, { meter, budget: { trigger: 4_000 } })
    const { fresh, forecast } = shortenRecent({ draft, meter, settings: testSettings })
    expect(fresh.map(({ target }) => target.part)).toEqual(["m02p1"])
    expect(forecast.tokens).toBeLessThanOrEqual(4_000)
  })
})
