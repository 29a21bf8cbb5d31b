import { describe, expect, it } from "vitest"
import { countMessages } from "../../../src/session/forecast.ts"
import { foldSteps } from "../../../src/session/ledger/fold-steps.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  text,
  user,
} from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"
import { createDraft, testSettings } from "../../builders/draft.ts"
import { createTestMeter } from "../../builders/meter.ts"

const step = (name: string, tool = "bash"): MessageDraft =>
  assistant(call(tool, { command: name }, { output: fileLines(name, 20).join("\n") }))

const fold = (messages: readonly MessageDraft[], target = 0) => {
  const meter = createTestMeter()
  const draft = createDraft(createTranscript(...messages), { meter, budget: { target } })
  return { before: draft, after: foldSteps({ draft, meter, settings: testSettings }), meter }
}

const foldedOf = ({ after }: ReturnType<typeof fold>) =>
  after.fresh.map(({ target }) => target.message)

describe("the turn ledger", () => {
  it("folds all but the recent window, and what users said", () => {
    const result = fold([user(text("Go")), step("a"), user(text("On")), step("b"), step("c")])
    expect(foldedOf(result)).toEqual(["m02", "m04"])
    expect(result.after.fresh.map(({ replacement }) => replacement)).toEqual([
      { kind: "text", text: expect.stringMatching(/^\[compacted: bash a; recall [0-9a-f]{8}\]$/) },
      { kind: "text", text: expect.stringMatching(/^\[compacted: bash b; recall [0-9a-f]{8}\]$/) },
    ])
  })

  it("folds the oldest first, and no more than the target asks for", () => {
    const messages = [user(text("Go")), step("a"), step("b"), step("c"), step("d")]
    const { before } = fold(messages)
    expect(foldedOf(fold(messages, before.forecast.tokens - 10))).toEqual(["m02"])
  })

  it("leaves what cannot be folded: summaries, running calls, and the newest of protected tools", () => {
    const running = assistant(call("bash", { command: "x" }, { status: "pending" }))
    const summary = { ...step("s"), summary: true }
    const messages = [
      user(text("Go")),
      step("a", "task"),
      step("b", "task"),
      summary,
      running,
      step("c"),
    ]
    expect(foldedOf(fold(messages))).toEqual(["m02"])
  })

  it("counts what a fold saves with half the framing of calls, which differs by provider", () => {
    const { before, after, meter } = fold([user(text("Go")), step("a"), step("b")])
    const [edit] = after.fresh
    const counted = (view: typeof after.view) =>
      countMessages({ messages: before.transcript.messages, view, meter })
    const saved = (edit?.before ?? 0) - (edit?.after ?? 0)
    expect(saved).toBeGreaterThan(0)
    expect(counted(before.view) - counted(after.view)).toBe(saved + 18)
  })

  it("changes nothing in a step that is folded already", () => {
    const { after, meter } = fold([user(text("Go")), step("a"), step("b")])
    const again = foldSteps({ draft: { ...after, fresh: [] }, meter, settings: testSettings })
    expect(again.fresh).toEqual([])
  })

  it("folds steps that carry next to nothing: their framing goes too", () => {
    const poll = assistant(call("bash", { command: "tail -n 1 build.log" }, { output: "Building" }))
    const { before, after } = fold([user(text("Go")), ...Array.from({ length: 200 }, () => poll)])
    expect(after.fresh).toHaveLength(199)
    expect(after.forecast.tokens).toBeLessThan(before.forecast.tokens)
  })

  it("folds a call that was interrupted, once there is a newer request", () => {
    const pending = assistant(
      call(
        "write",
        { filePath: "a", content: fileLines("a", 20).join("\n") },
        { status: "pending" },
      ),
    )
    expect(foldedOf(fold([user(text("Go")), pending, user(text("On")), step("a")]))).toEqual([
      "m02",
    ])
    expect(foldedOf(fold([user(text("Go")), pending, step("a")]))).toEqual([])
  })

  it("keeps the list that stands, not a later one that failed", () => {
    const broken = assistant(call("todowrite", { todos: 1 }, { status: "failed", output: "Wrong" }))
    const messages = [user(text("Go")), step("list", "todowrite"), broken, step("a"), step("b")]
    expect(foldedOf(fold(messages))).toEqual(["m03", "m04"])
  })
})
