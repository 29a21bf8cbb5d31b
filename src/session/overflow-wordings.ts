/**
 * Providers' words for a prompt that is too long, with the group that holds the model's context
 * size where the message names it.
 */
const WORDINGS: readonly RegExp[] = [
  // Anthropic: prompt is too long: 213462 tokens > 200000 maximum
  /prompt is too long(?:: [\d,]+ tokens > ([\d,]+))?/i,
  // OpenAI, vLLM, DeepSeek: This model's maximum context length is 128000 tokens
  /maximum context length is ([\d,]+)/i,
  // OpenRouter: This endpoint's maximum context length is 32768 tokens; xAI: maximum prompt length is 131072
  /maximum prompt length is ([\d,]+)/i,
  // Google: The input token count (1196265) exceeds the maximum number of tokens allowed (1048576)
  /exceeds the maximum number of tokens allowed \(?([\d,]+)/i,
  // Amazon Bedrock: input length and `max_tokens` exceed context limit: 190000 + 21333 > 200000
  /exceed context limit: [\d,]+ \+ [\d,]+ > ([\d,]+)/i,
  // llama.cpp: request (9000 tokens) exceeds the available context size (8192 tokens); older ones without numbers
  /exceeds the available context size(?: \(([\d,]+))?/i,
  // Ollama, LM Studio: context length of only 4096 tokens
  /context length of only ([\d,]+)/i,
  // GitHub Copilot: prompt token count of 140000 exceeds the limit of 128000
  /prompt token count of [\d,]+ exceeds the limit of ([\d,]+)/i,
  // Mistral: Prompt contains 40000 tokens … too large for model with 32768 maximum context length
  /too large for model with ([\d,]+) maximum context length/i,
  // Kimi: Your request exceeded model token limit: 262144 (requested: 270000)
  /exceeded model token limit: ([\d,]+)/i,
  // SGLang, Qwen: Input (9000 tokens) is longer than the model's context length (8192 tokens)
  /longer than the model'?s context length \(([\d,]+)/i,
  // Alibaba: Range of input length should be [1, 129024]
  /range of input length should be \[\d+, ([\d,]+)\]/i,
  // Amazon Bedrock, Groq, Cohere, LM Studio, MiniMax and others, without a number
  /input is too long for requested model|reduce the length of the messages|too many tokens|token limit exceeded|greater than the context length|context window exceeds limit|exceeds the context window|context[_ ]length[_ ]exceeded|model_context_window_exceeded/i,
]

/** Passing refusals in similar words: Bedrock throttles with "Too many tokens, please wait before trying again". */
const PASSING =
  /rate[ _]limit|throttl|too many requests|please wait before|tokens per (?:minute|day)/i

/** Below this a number in such a message is not a context size. */
const MIN_CONTEXT = 512

export type Overflow = { readonly context: number | undefined }

/** Reads a provider's refusal; undefined when it is about something else. */
export function readOverflow(message: string): Overflow | undefined {
  if (PASSING.test(message)) return undefined
  for (const wording of WORDINGS) {
    const found = wording.exec(message)
    if (!found) continue
    const context = Number((found[1] ?? "").replaceAll(",", ""))
    return { context: context >= MIN_CONTEXT ? context : undefined }
  }
  return undefined
}
