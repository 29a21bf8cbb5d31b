import { describe, expect, it } from "vitest"
import { emptyJournalState } from "../../src/session/journal-state.ts"
import { readPrior } from "../../src/session/read-prior.ts"
import { replaySession } from "../../src/replay/replay-session.ts"
import { clearOldest, hostPrune, maskAllBut, noCompaction } from "../bench/baselines.ts"
import type { Planner } from "../bench/baselines.ts"
import { testBudget } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { recordedMessages } from "../builders/recorded-session.ts"
import { recordedSession, replayPorts, replaySettings } from "../builders/replay.ts"
import { assistant, call, createTranscript, testModel, text, user } from "../builders/transcript.ts"
import type { MessageDraft } from "../builders/transcript.ts"

/** A call with an output of so many tokens, by the host's estimate and by the test's. */
const run = (tokens: number, tool = "bash"): MessageDraft =>
  assistant(call(tool, { command: "ls" }, { output: "text".repeat(tokens) }))
const say = (): MessageDraft => user(text("Go on"))

const clearedBy = (
  planner: Planner,
  messages: readonly MessageDraft[],
  budget = testBudget,
): readonly string[] => {
  const meter = createTestMeter()
  const transcript = createTranscript(...messages)
  const journal = emptyJournalState()
  const { draft } = planner({
    transcript,
    prior: readPrior({ transcript, model: testModel, context: undefined, journal, meter }),
    journal,
    budget,
    factor: 1,
    overhead: 0,
    system: 0,
    fruitlessAt: undefined,
    summaries: undefined,
    settings: replaySettings().plan,
    meter,
  })
  return draft.fresh.map(({ target }) => target.message)
}

const large = [say(), run(30_000), run(30_000), run(30_000)]
const turn = [say(), run(100)]

describe("a baseline clears", () => {
  it.each<[string, Planner, readonly MessageDraft[], readonly string[]]>([
    ["nothing", noCompaction, large, []],
    ["all outputs but the newest", maskAllBut(1), large, ["m02", "m03"]],
    ["the oldest outputs, over the trigger", clearOldest, [...large, run(9_000)], ["m02", "m03"]],
    ["none below it", clearOldest, large.slice(0, 3), []],
    [
      "what the host clears when a run has ended",
      hostPrune,
      [...large, ...turn, ...turn, say()],
      ["m03", "m02"],
    ],
    ["nothing while it goes on", hostPrune, [...large, ...turn, ...turn], []],
    ["nothing in the newest two turns", hostPrune, [...large, ...turn, say()], []],
    ["no little", hostPrune, [say(), run(19_000), run(39_000), ...turn, ...turn, say()], []],
    [
      "no skill",
      hostPrune,
      [say(), run(30_000), run(30_000, "skill"), run(40_000), ...turn, ...turn, say()],
      ["m02"],
    ],
    [
      "nothing behind a summary",
      hostPrune,
      [...large, { ...assistant(text("Sum")), summary: true }, run(10), ...turn, ...turn, say()],
      [],
    ],
  ])("%s", (_, planner, messages, expected) => {
    expect(clearedBy(planner, messages)).toEqual(expected)
  })

  it("what it has chosen, in a replay of the recorded session", () => {
    const settings = replaySettings({ context: undefined, planner: maskAllBut(2) })
    const { steps } = replaySession(recordedSession(recordedMessages()), settings, replayPorts())
    const [last] = [...steps].slice(-1)
    const outputs = (last?.sent ?? [])
      .flatMap(({ parts }) => parts)
      .flatMap((part) => (part.kind === "tool" ? [part.output] : []))
    expect(outputs.slice(0, -2).filter((output) => output.length > 150)).toEqual([])
    expect(outputs.slice(-2).filter((output) => output.startsWith("[Old"))).toEqual([])
  })
})
