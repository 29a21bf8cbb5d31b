import { describe, expect, it } from "vitest"
import { countMessages } from "../../../src/session/forecast.ts"
import { foldSteps } from "../../../src/session/ledger/fold-steps.ts"
import type { StageInput } from "../../../src/session/stage.ts"
import { chooseRegion } from "../../../src/session/summary/choose-region.ts"
import { summarize, usableSummary } from "../../../src/session/summary/summarize.ts"
import { assistant, call, reasoning, text, user } from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"
import { messagesOf, scene, step, summaryOf } from "./scene.ts"

const go = user(text("Go"))
const idsOf = (input: StageInput): readonly string[] | undefined =>
  chooseRegion(input)?.messages.map(({ id }) => id)

const signed = assistant(reasoning("Hm.", { signed: true }), call("bash", { command: "ls" }))
const running = assistant(call("bash", { command: "x" }, { status: "pending" }))
const todos = assistant(call("todowrite", { todos: [] }))

describe("a region", () => {
  it.each<[string, readonly MessageDraft[], readonly string[] | undefined]>([
    [
      "has the steps before the recent window, and not what users said",
      [go, step("a"), go, step("b"), step("c")],
      ["m02", "m04"],
    ],
    ["is none of a single step", [go, step("a"), step("b")], undefined],
    ["is none where all is recent", [go, step("a")], undefined],
    ["is none of nothing", [], undefined],
    [
      "leaves out the newest of what is protected",
      [go, todos, step("a"), todos, step("b"), step("c")],
      ["m02", "m03", "m05"],
    ],
    [
      "leaves out the host's own summaries",
      [go, step("a"), { ...step("s"), summary: true }, step("b"), step("c")],
      ["m02", "m04"],
    ],
    ["leaves out calls that run", [go, step("a"), running, step("b"), step("c")], ["m02", "m04"]],
    [
      "has of a signed loop that runs only what the next thought ends",
      [go, signed, step("a"), signed, step("b"), step("c")],
      ["m02", "m03"],
    ],
  ])("%s", (_, messages, expected) => {
    expect(idsOf(scene(messages))).toEqual(expected)
  })

  const input = scene([go, step("a"), step("b"), step("c"), step("d"), step("e")])
  const summarized = (ids: readonly string[]): StageInput => ({
    ...input,
    draft: summarize({ ...input, prepared: [summaryOf(input, ids)] }),
  })

  it("has what was summarized before as well", () => {
    expect(idsOf(summarized(["m02", "m03"]))).toEqual(["m02", "m03", "m04", "m05"])
  })

  it("is none where all of it was summarized or folded before", () => {
    expect(idsOf(summarized(["m02", "m03", "m04", "m05"]))).toBeUndefined()
    expect(idsOf({ ...input, draft: foldSteps(input) })).toBeUndefined()
  })

  it("is told by its digest and by what it takes as it stands", () => {
    const earlier = summarized(["m02", "m03"])
    const region = chooseRegion(earlier)
    expect(region).toEqual({
      messages: messagesOf(input, ["m02", "m03", "m04", "m05"]),
      digest: summaryOf(input, ["m02", "m03", "m04", "m05"]).region,
      tokens: expect.any(Number),
      draft: earlier.draft,
    })
    const { meter } = input
    const counted = countMessages({
      messages: region?.messages ?? [],
      view: earlier.draft.view,
      meter,
    })
    // Of the framing of each call half is counted only: it differs by provider.
    expect(counted - (region?.tokens ?? 0)).toBe(2 * 18)
  })

  it("is one that a summary can take the place of, though an earlier one reaches beyond it", () => {
    const earlier = summarized(["m03", "m05"])
    const roomy = { ...earlier.draft.budget, target: 90_000 }
    const wider = {
      ...earlier,
      draft: { ...earlier.draft, budget: roomy },
      settings: { ...earlier.settings, steps: 2 },
    }
    expect(idsOf(wider)).toEqual(["m02", "m04"])
    const prepared = [summaryOf(wider, ["m02", "m04"])]
    expect(usableSummary({ ...wider, prepared })).toEqual(prepared[0])
  })
})
