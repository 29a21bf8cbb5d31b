import { describe, expect, it } from "vitest"
import { EMPTY_PROFILE } from "../../src/session/model-profile.ts"
import type { ModelProfile } from "../../src/session/model-profile.ts"
import { answeredWith, planning } from "../builders/planning.ts"
import { sentRequest } from "../builders/sent-request.ts"

const NAME = "scripted/gpt-scripted"
const schemas = "tool ".repeat(1_000)

/** What is known of the model when a session has been planned whose answer reports so much, of what was counted. */
const reviewed = async (
  used: number,
  profile: Partial<ModelProfile>,
  { context = 100_000, tools = "", counted = 40_000 } = {},
) => {
  const { gather, runtime, session } = planning({
    options: {},
    limits: { context, output: 1_000 },
    client: { toolSchemas: async () => tools },
  })
  session.journal.append([sentRequest({ at: "m1", forecast: counted })])
  runtime.models.set(NAME, { ...EMPTY_PROFILE, ...profile })
  const { first } = await gather(answeredWith(used))
  const { context: learned, accepted } = runtime.models.get(NAME)
  return { learned, accepted: accepted?.tokens, limit: first.budget.limit }
}

describe("a learned limit", () => {
  const limited = { context: 31_000, learned: 1_999 }

  it.each<[string, Parameters<typeof reviewed>, Awaited<ReturnType<typeof reviewed>>]>([
    [
      "stays while no larger prompt is answered",
      [31_000, limited],
      { learned: 31_000, accepted: 31_000, limit: 30_000 },
    ],
    [
      "is taken back when a larger prompt is answered, for the same request",
      [31_001, limited],
      { learned: undefined, accepted: 31_001, limit: 99_000 },
    ],
    [
      "stays where that was answered before it was learned",
      [31_001, { ...limited, learned: 2_000 }],
      { learned: 31_000, accepted: 31_001, limit: 30_000 },
    ],
    [
      "stays where the answer reports more than the model takes",
      [100_001, limited],
      { learned: 31_000, accepted: undefined, limit: 30_000 },
    ],
    [
      "stays where the answer reports many times what was counted",
      [90_000, limited, { counted: 10_000 }],
      { learned: 31_000, accepted: 30_000, limit: 30_000 },
    ],
    [
      "stays where a model without a stated context reports any number",
      [3_000_000, limited, { context: 0, counted: 10_000 }],
      { learned: 31_000, accepted: 30_000, limit: 30_000 },
    ],
    [
      "of an earlier version is taken back where it leaves no room for a conversation",
      [0, { context: 600 }, { tools: schemas }],
      { learned: undefined, accepted: undefined, limit: 99_000 },
    ],
    [
      "stays for others where a session's tools leave no room in it, and does not count there",
      [0, { context: 2_000, learned: 1_999 }, { tools: schemas }],
      { learned: 2_000, accepted: undefined, limit: 99_000 },
    ],
    [
      "of a model without a stated context is taken back as well",
      [31_001, limited, { context: 0 }],
      { learned: undefined, accepted: 31_001, limit: 31_000 },
    ],
    [
      "of such a model stays where less is assumed without it",
      [50_001, { context: 50_000, learned: 1_999 }, { context: 0 }],
      { learned: 50_000, accepted: 50_001, limit: 49_000 },
    ],
  ])("%s", async (_, given, expected) => {
    expect(await reviewed(...given)).toEqual(expected)
  })
})
