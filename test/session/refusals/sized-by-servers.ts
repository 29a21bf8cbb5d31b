/** What gateways and servers of one's own say of a prompt that is too long, with the context size, tokens. */
export const SERVER_REFUSALS: readonly (readonly [server: string, text: string, size: number])[] = [
  [
    "Anthropic with a hint",
    "prompt is too long: 70000 tokens > 32000 maximum. For longer prompts send the anthropic-beta header context-1m-2025-08-07.",
    32_000,
  ],
  [
    "a gateway that names the key",
    "Refused for the API key ending in 1f2e, prompt is too long: 70000 tokens > 32000 maximum, see the header x-limit",
    32_000,
  ],
  [
    "a gateway that tells when to come back",
    "prompt is too long: 70000 tokens > 32000 maximum. Your limit is counted per minute.",
    32_000,
  ],
  [
    "a model of one window",
    "This model accepts at most 1048576 combined input and output tokens",
    1_048_576,
  ],
  [
    "a gateway that counts",
    "prompt token count (9000) cannot exceed 8192. Please reduce it.",
    8_192,
  ],
  [
    "a server with a maximum",
    "the number of input tokens is greater than the maximum: 8192",
    8_192,
  ],
  ["a server with max tokens", "max tokens of 8192 exceeded", 8_192],
  ["a server with a length", "input limit: context length 16385 exceeded", 16_385],
  [
    "a server without a space",
    "This model's maximum context length is 32000.Please reduce the length of the prompt",
    32_000,
  ],
  [
    "a gateway in capitals",
    '{"Message":"prompt is too long: 70000 tokens > 32000 maximum"}',
    32_000,
  ],
  [
    "a gateway with a code",
    '{"error_code":336,"error_msg":"prompt is too long: 70000 tokens > 32001 maximum"}',
    32_001,
  ],
  [
    "a server that tells its window",
    "Sorry, your input is too long: 140000 tokens. The context window is 131072 tokens.",
    131_072,
  ],
  ["a server that tells its maximum", "Input is too long. Max is 8192 tokens", 8_192],
  [
    "a server that tells its support",
    "This model supports at most 131072 tokens in its context; your prompt has 140000",
    131_072,
  ],
  ["a server with a window", "token limit exceeded: context window of 131072, got 140000", 131_072],
  [
    "a gateway with other small figures",
    "prompt is too long: 70000 tokens > 32000 maximum (min 1, second try, send context-1m-2025-08-07)",
    32_000,
  ],
  ["LM Studio", "Cannot truncate prompt with n_keep (15028) >= n_ctx (7424)", 7_424],
  [
    "LM Studio, newer",
    "The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 9000>= n_ctx: 4096). Try to load the model with a larger context length, or provide a shorter input.",
    4_096,
  ],
  [
    "the engine of vLLM",
    "The engine prompt length 132246 exceeds the max_model_len 131072. Please reduce prompt.",
    131_072,
  ],
  [
    "SambaNova",
    "The provided prompt is 9000 tokens long, so generating 1 tokens requires a sequence length of 9001, but the maximum supported sequence length is just 8192!",
    8_192,
  ],
  ["Cohere", "total tokens exceeds the model's max of 4096", 4_096],
  [
    "Amazon Bedrock for others",
    "prompt tokens (300000) exceeds customer model maximum input tokens (272000)",
    272_000,
  ],
  [
    "LiteLLM before it asks",
    "litellm._pre_call_checks: Context Window exceeded for given call. No models have context window large enough for this call.\nModel=bedrock/openai.gpt-5.5, Max Input Tokens=272000, Got=301450",
    272_000,
  ],
  ["Databricks", "Input token length 9000 exceeds the maximum input token length of 8192", 8_192],
  ["a gateway with a length", "Input is too long: maximum allowed length (8192)", 8_192],
  [
    "a gateway for messages",
    "Your messages exceed the configured limit of 272000 tokens.",
    272_000,
  ],
  ["a gateway that counts inputs", "Maximum input token count 4732 exceeds limit of 4096", 4_096],
  [
    "a server with a maximum window",
    "This model's maximum context window is 131072 tokens",
    131_072,
  ],
  ["a figure in bold", "This model's maximum context length is **128000** tokens", 128_000],
  ["a figure with spaces", "This model's maximum context length is 128 000 tokens", 128_000],
  [
    "a gateway that names its rates",
    "prompt token count of 70000 exceeds the limit of 32001. See our page on rate limits.",
    32_001,
  ],
]
