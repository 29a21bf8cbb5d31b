import { describe, expect, it } from "vitest"
import { readOverflow } from "../../src/session/overflow-wordings.ts"

describe("a provider's refusal", () => {
  it.each<[string, string, number | undefined]>([
    ["Anthropic", "prompt is too long: 213462 tokens > 200000 maximum", 200_000],
    ["Anthropic on Vertex", "Prompt is too long", undefined],
    [
      "Anthropic with max_tokens",
      "input length and `max_tokens` exceed context limit: 190000 + 21333 > 200000, decrease input length or `max_tokens` and try again",
      200_000,
    ],
    ["Amazon Bedrock", "Input is too long for requested model.", undefined],
    [
      "OpenAI chat",
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 131072 tokens. Please reduce the length of the messages.",
      128_000,
    ],
    [
      "OpenAI responses",
      "Your input exceeds the context window of this model. Please adjust your input and try again.",
      undefined,
    ],
    ["OpenAI by code", '{"error":{"code":"context_length_exceeded"}}', undefined],
    [
      "OpenRouter",
      "This endpoint's maximum context length is 32768 tokens. However, you requested about 40000 tokens",
      32_768,
    ],
    [
      "Google",
      "The input token count (1196265) exceeds the maximum number of tokens allowed (1048576).",
      1_048_576,
    ],
    [
      "Google, newer",
      "The input token count exceeds the maximum number of tokens allowed 1048575.",
      1_048_575,
    ],
    [
      "xAI",
      "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
      131_072,
    ],
    ["Groq", "Please reduce the length of the messages or completion.", undefined],
    ["GitHub Copilot", "prompt token count of 140000 exceeds the limit of 128000", 128_000],
    [
      "Mistral",
      "Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
      32_768,
    ],
    [
      "llama.cpp",
      "request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it",
      8_192,
    ],
    [
      "llama.cpp, older",
      "the request exceeds the available context size. try increasing the context size or enable context shift",
      undefined,
    ],
    [
      "LM Studio",
      "Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.",
      4_096,
    ],
    [
      "LM Studio, newer",
      "The number of tokens to keep from the initial prompt is greater than the context length.",
      undefined,
    ],
    ["Kimi", "Your request exceeded model token limit: 262144 (requested: 270000)", 262_144],
    ["MiniMax", "invalid params, context window exceeds limit (2013)", undefined],
    [
      "SGLang",
      "Input (9000 tokens) is longer than the model's context length (8192 tokens).",
      8_192,
    ],
    ["Alibaba", "Range of input length should be [1, 129024]", 129_024],
    [
      "Cohere",
      "too many tokens: total number of tokens in the prompt cannot exceed 4081",
      undefined,
    ],
    ["with separated digits", "maximum context length is 128,000 tokens", 128_000],
    ["with a figure that is no context", "maximum context length is 100 tokens", undefined],
    [
      "inside an error as the host reports it",
      JSON.stringify({
        name: "ContextOverflowError",
        data: { message: "prompt is too long: 1 tokens > 200000 maximum" },
      }),
      200_000,
    ],
    [
      "beside the headers of a rate limit",
      JSON.stringify({
        message: "maximum context length is 8192 tokens",
        responseHeaders: { "x-ratelimit-remaining-tokens": "9000" },
      }),
      8_192,
    ],
  ])("of %s is read", (_, message, context) => {
    expect(readOverflow(message)).toEqual({ context })
  })

  it.each([
    "Too many tokens, please wait before trying again.",
    "ThrottlingException: Too many tokens per day, please wait before trying again.",
    "Rate limit reached for gpt-5 on tokens per min (TPM): Limit 30000, Requested 40000.",
    "This request would exceed your organization's rate limit of 40,000 input tokens per minute.",
    "Too many requests",
    "You exceeded your current quota, please check your plan and billing details.",
    "The maximum tokens you requested exceed the model limit of 4096.",
    "max_tokens is too large: 100000. This model supports at most 16384 completion tokens.",
    "messages.12: tool_use ids were found without tool_result blocks",
    "Overloaded",
    "",
  ])("about something else is none: %s", (message) => {
    expect(readOverflow(message)).toBeUndefined()
  })
})
