import { describe, expect, it } from "vitest"
import { foldableRuns } from "../../../src/session/ledger/foldable-runs.ts"
import { ruleContext } from "../../../src/session/prune.ts"
import {
  assistant,
  call,
  createTranscript,
  reasoning,
  text,
  user,
} from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"
import { createDraft, testSettings } from "../../builders/draft.ts"
import { createTestMeter } from "../../builders/meter.ts"

const look = call("bash", { command: "ls" })
const thinking = assistant(reasoning("Hm.", { signed: true }), look)
const open = assistant(reasoning("Hm."), look)
const acting = assistant(look)
const answer = assistant(text("Done."))
const ask = user(text("Go"))

/** Runs of message ids that can be folded where the last message is recent. */
const runsOf = (...messages: readonly MessageDraft[]): string[][] => {
  const meter = createTestMeter()
  const draft = createDraft(createTranscript(...messages), { meter })
  const context = ruleContext({
    draft,
    meter,
    settings: testSettings,
    recentStart: messages.length - 1,
  })
  return foldableRuns({ context, view: draft.view, kept: new Set() }).map((run) =>
    run.map(({ id }) => id),
  )
}

describe("what can be folded together", () => {
  it.each<[string, readonly MessageDraft[], string[][]]>([
    ["is one step where nothing is signed", [ask, open, acting, acting], [["m02"], ["m03"]]],
    [
      "is one step in a loop that is over",
      [ask, thinking, acting, answer, ask, acting],
      [["m02"], ["m03"], ["m04"]],
    ],
    [
      "is one step where each begins with reasoning",
      [ask, thinking, thinking, thinking],
      [["m02"], ["m03"]],
    ],
    [
      "goes up to the next reasoning in a signed loop",
      [ask, thinking, acting, thinking, acting],
      [["m02", "m03"]],
    ],
    ["is nothing in a signed loop that thought once", [ask, thinking, acting, acting], []],
    [
      "is one step in a signed loop that need not begin with a thought",
      [ask, assistant({ kind: "reasoning", text: "Hm.", signed: true }), acting, acting],
      [["m02"], ["m03"]],
    ],
    [
      "is one step in a loop whose calls are signed and that never thought",
      [ask, { ...acting, signed: true }, { ...acting, signed: true }, acting],
      [["m02"], ["m03"]],
    ],
  ])("%s", (_, messages, expected) => {
    expect(runsOf(...messages)).toEqual(expected)
  })
})
