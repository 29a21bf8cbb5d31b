import { describe, expect, it } from "vitest"
import { isSigned, sealOf } from "../../src/host/provider-metadata.ts"

const part = (type: string, metadata?: unknown) => ({
  type,
  ...(metadata !== undefined && { metadata }),
})

describe("a part counts as signed", () => {
  it.each<[string, ReturnType<typeof part>, boolean]>([
    ["reasoning with a key that nobody knows", part("reasoning", { acme: { seal: "x" } }), true],
    [
      "reasoning with no more than an item's id",
      part("reasoning", { openai: { itemId: "x" } }),
      true,
    ],
    ["a call with a key that nobody knows", part("tool", { acme: { seal: "x" } }), true],
    ["a call with Copilot's opaque", part("tool", { copilot: { reasoningOpaque: "x" } }), true],
    ["a call with an item's id", part("tool", { openai: { itemId: "x" } }), true],
    ["a text with a key that nobody knows", part("text", { acme: { seal: "x" } }), true],
    [
      "a call that says who made it",
      part("tool", { anthropic: { caller: { type: "direct" } } }),
      false,
    ],
    ["a call that the provider ran", part("tool", { providerExecuted: true }), false],
    ["a text with its item's id", part("text", { openai: { itemId: "x", phase: "final" } }), false],
    ["metadata without a value", part("reasoning", { openai: { itemId: null } }), false],
    ["empty metadata", part("reasoning", { acme: {} }), false],
    ["metadata that is no record", part("reasoning", "x"), false],
    ["no metadata", part("tool"), false],
  ])("%s: %s", (_, candidate, expected) => {
    expect(isSigned(candidate)).toBe(expected)
  })
})

describe("reasoning of a finished turn", () => {
  const call = part("tool")
  const stays = { signed: true, stays: true }
  const mayGo = { signed: true }
  it.each<[string, ReturnType<typeof part>, ReturnType<typeof part>, string, object]>([
    [
      "Claude's may go",
      part("reasoning", { anthropic: { signature: "x" } }),
      call,
      "claude-a",
      { ...mayGo, opensLoop: true },
    ],
    [
      "Claude's on Bedrock may go",
      part("reasoning", { bedrock: { signature: "x" } }),
      call,
      "us.anthropic.Claude-a",
      { ...mayGo, opensLoop: true },
    ],
    [
      "another model's behind Anthropic's protocol stays",
      part("reasoning", { anthropic: { signature: "x" } }),
      call,
      "kimi-a",
      { ...stays, opensLoop: true },
    ],
    [
      "an encrypted item may go, its ids with it",
      part("reasoning", { openai: { itemId: "x", reasoningEncryptedContent: "y" } }),
      part("tool", { openai: { itemId: "z" } }),
      "gpt-a",
      mayGo,
    ],
    [
      "Gemini's may change, beside a call whose signature stays",
      part("reasoning"),
      part("tool", { google: { thoughtSignature: "x" } }),
      "gemini-a",
      { signed: false },
    ],
    [
      "OpenRouter's stays",
      part("reasoning", { openrouter: { reasoning_details: [{ text: "x" }] } }),
      call,
      "claude-a",
      stays,
    ],
    [
      "Copilot's stays where only its call has the opaque",
      part("reasoning"),
      part("tool", { copilot: { reasoningOpaque: "x" } }),
      "claude-a",
      stays,
    ],
    ["what nobody knows stays", part("reasoning", { acme: { seal: "x" } }), call, "acme-a", stays],
    ["what nobody signed may change", part("reasoning"), call, "deepseek-a", { signed: false }],
  ])("%s", (_, reasoning, beside, modelID, expected) => {
    expect(sealOf([reasoning, beside], modelID)(reasoning)).toEqual(expected)
  })
})
