import { describe, expect, it } from "vitest"
import {
  registerSummarizer,
  setSummarizerParams,
  stripSystem,
  SUMMARIZER_AGENT,
} from "../../src/host/summarizer-agent.ts"
import { SUMMARIZER_SYSTEM } from "../../src/session/texts.ts"

type Output = Parameters<typeof setSummarizerParams>[0]

const agent = {
  description: "Writes summaries for the context compaction",
  mode: "primary",
  hidden: true,
  prompt: SUMMARIZER_SYSTEM,
  permission: { "*": "deny" },
}

describe("the agent that writes summaries", () => {
  it.each<[string, Parameters<typeof registerSummarizer>[0], object]>([
    ["is registered", {}, { agent: { [SUMMARIZER_AGENT]: agent } }],
    [
      "stands beside the user's agents",
      { model: "a/b", agent: { build: { prompt: "Mine" } } },
      { model: "a/b", agent: { build: { prompt: "Mine" }, [SUMMARIZER_AGENT]: agent } },
    ],
    [
      "is ours, whatever the user calls by its name",
      { agent: { [SUMMARIZER_AGENT]: { permission: { bash: "allow" } } } },
      { agent: { [SUMMARIZER_AGENT]: agent } },
    ],
  ])("%s", (_, config, expected) => {
    registerSummarizer(config)
    expect(config).toEqual(expected)
  })

  it.each([[[]], [["A prompt"]], [["A prompt", "The environment", "AGENTS.md"]]])(
    "has no system text but ours: %j",
    (texts) => {
      const system = [...texts]
      stripSystem(system)
      expect(system).toEqual([SUMMARIZER_SYSTEM])
    },
  )

  const output = (more: Partial<Output>): Output => ({
    temperature: 0.5,
    topP: 1,
    topK: 0,
    maxOutputTokens: 8_000,
    options: {},
    ...more,
  })
  it.each<[string, Partial<Output>, Partial<Output>]>([
    ["keeps what asks for little", { maxOutputTokens: 7_999 }, { maxOutputTokens: 7_999 }],
    ["writes no more than a page", { maxOutputTokens: 8_001 }, { maxOutputTokens: 8_000 }],
    [
      "asks for no tokens that nobody asked for",
      { maxOutputTokens: undefined },
      { maxOutputTokens: undefined },
    ],
    ["does not think", { options: { thinking: { budgetTokens: 9 }, a: 1 } }, { options: { a: 1 } }],
    [
      "does not think, whatever its library calls it",
      { options: { thinkingConfig: { thinkingBudget: 9 }, reasoningConfig: { budgetTokens: 9 } } },
      { options: {} },
    ],
    [
      "thinks little where that cannot be switched off",
      { options: { effort: "max", reasoning: { effort: "high", summary: "auto" } } },
      { options: { effort: "low", reasoning: { effort: "low", summary: "auto" } } },
    ],
    [
      "reasons little where it reasons",
      { options: { reasoningEffort: "high", a: 1 } },
      { options: { reasoningEffort: "low", a: 1 } },
    ],
    ["is not made to reason", { options: { a: 1 } }, { options: { a: 1 } }],
  ])("%s", (_, given, expected) => {
    const params = output(given)
    setSummarizerParams(params)
    expect(params).toEqual(output(expected))
  })
})
