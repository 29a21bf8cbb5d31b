import { describe, expect, it } from "vitest"
import type { Draft } from "../../src/session/draft.ts"
import { runStages, worthwhile } from "../../src/session/pipeline.ts"
import { createDraft } from "../builders/draft.ts"
import { createTranscript, text, user } from "../builders/transcript.ts"

/** A draft of this size, against a limit of 1000, a trigger of 900 and a target of 600. */
const draftOf = (tokens: number): Draft => {
  const draft = createDraft(createTranscript(user(text("Go"))), {
    budget: { limit: 1_000, trigger: 900, target: 600 },
  })
  return { ...draft, forecast: { ...draft.forecast, tokens } }
}

const run = (tokens: number, savings: readonly number[]) => {
  const ran: number[] = []
  const stages = savings.map((saving) => (draft: Draft) => {
    ran.push(saving)
    return draftOf(draft.forecast.tokens - saving)
  })
  const draft = runStages({ draft: draftOf(tokens), stages })
  return { ran, tokens: draft.forecast.tokens }
}

describe("the stages", () => {
  it.each([
    ["run until the target is reached", 950, [200, 150, 100], { ran: [200, 150], tokens: 600 }],
    ["run to the end where it is not", 950, [100, 100], { ran: [100, 100], tokens: 750 }],
    ["do not run at the target", 600, [100], { ran: [], tokens: 600 }],
    ["do not run without stages", 950, [], { ran: [], tokens: 950 }],
  ])("%s", (_, tokens, savings, expected) => {
    expect(run(tokens, savings)).toEqual(expected)
  })
})

describe("a batch", () => {
  it.each([
    ["is kept where it saves enough", 950, 905, 905],
    ["is left where it saves too little for a rewritten prefix", 950, 906, 950],
    ["is kept where little reaches the target", 601, 600, 600],
    ["is kept where the request does not fit otherwise", 1_001, 1_000, 1_000],
    ["is left where it saves nothing", 1_001, 1_001, 1_001],
    ["is left where it would make the request larger", 1_001, 1_002, 1_001],
  ])("%s", (_, before, after, expected) => {
    expect(worthwhile(draftOf(before), draftOf(after)).forecast.tokens).toBe(expected)
  })
})
