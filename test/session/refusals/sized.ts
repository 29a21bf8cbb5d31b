/** What providers say of a prompt that is too long, with the context size that stands in it, tokens. */
export const SIZED_REFUSALS: readonly (readonly [provider: string, text: string, size: number])[] =
  [
    ["Anthropic", "prompt is too long: 213462 tokens > 200000 maximum", 200_000],
    ["Anthropic, 1M", "prompt is too long: 1000233 tokens > 1000000 maximum", 1_000_000],
    [
      "Anthropic with max_tokens",
      "input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, decrease input length or `max_tokens` and try again",
      200_000,
    ],
    [
      "a gateway to Anthropic",
      "input length and max_tokens exceed context limit (i.e 156321 + 48384 > 200000)",
      200_000,
    ],
    [
      "OpenAI chat",
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 130211 tokens. Please reduce the length of the messages.",
      128_000,
    ],
    [
      "OpenAI chat with functions",
      "This model's maximum context length is 16385 tokens. However, you requested 17012 tokens (12916 in the messages, 4096 in the completion). Please reduce the length of the messages or completion.",
      16_385,
    ],
    [
      "OpenAI, older",
      "This model's maximum context length is 8191 tokens, however you requested 10346 tokens (10346 in your prompt; 5 for the completion). Please reduce your prompt; or completion length.",
      8_191,
    ],
    [
      "OpenAI GPT-5",
      "Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300000 tokens. Please reduce the length of the messages.",
      272_000,
    ],
    ["Azure OpenAI", "Input tokens exceed the configured limit of 922,000 tokens.", 922_000],
    [
      "OpenRouter",
      'This endpoint\'s maximum context length is 32768 tokens. However, you requested about 42832 tokens (42832 of text input). Please reduce the length of either one, or use the "middle-out" transform to compress your prompt automatically.',
      32_768,
    ],
    [
      "OpenRouter with tools",
      "This endpoint's maximum context length is 262144 tokens. However, you requested about 270112 tokens (230000 of text input, 8112 of tool input, 32000 in the output).",
      262_144,
    ],
    [
      "Poolside on OpenRouter",
      "Input length 131393 exceeds the maximum allowed input length of 131040 tokens.",
      131_040,
    ],
    [
      "Google",
      "The input token count (1196265) exceeds the maximum number of tokens allowed (1048575).",
      1_048_575,
    ],
    [
      "Google, newer",
      "The input token count exceeds the maximum number of tokens allowed 1048576.",
      1_048_576,
    ],
    [
      "Google Vertex",
      "Unable to submit request because the input token count is 1200000 but model only supports up to 1048576. Reduce the input token count and try again.",
      1_048_576,
    ],
    [
      "xAI",
      "This model's maximum prompt length is 131072 but the request contains 537812 tokens.",
      131_072,
    ],
    ["GitHub Copilot", "prompt token count of 140000 exceeds the limit of 128000", 128_000],
    [
      "GitHub Models",
      "Request body too large for gpt-4o-mini model. Max size: 8000 tokens.",
      8_000,
    ],
    [
      "Mistral",
      "Prompt contains 65673 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
      32_768,
    ],
    [
      "llama.cpp",
      "request (9000 tokens) exceeds the available context size (8192 tokens), try increasing it",
      8_192,
    ],
    ["llama-cpp-python", "Requested tokens (9437) exceed context window of 8192", 8_192],
    [
      "LM Studio",
      "Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens, which is not enough.",
      4_096,
    ],
    [
      "Ollama cloud",
      "The prompt is too long: 450028, model maximum context length: 262144",
      262_144,
    ],
    ["Fireworks", "The prompt is too long: 203557, model maximum context length: 196607", 196_607],
    [
      "Cerebras",
      "Please reduce the length of the messages or completion. Current length is 139000 while limit is 131072",
      131_072,
    ],
    [
      "Cohere",
      "too many tokens: total number of tokens in the prompt cannot exceed 4081 - received 5022. Try using a shorter prompt",
      4_081,
    ],
    [
      "Cohere, newer",
      "Too many tokens: the total number of tokens in the prompt exceeds the limit of 4081.",
      4_081,
    ],
    [
      "Cohere chat v2",
      "too many tokens: size limit exceeded by 19296 tokens. Try using shorter or fewer inputs. The limit for this model is 132000 tokens.",
      132_000,
    ],
    [
      "Amazon Bedrock",
      "Too many input tokens. Max input tokens: 8192, request input token count: 9001",
      8_192,
    ],
    ["Kimi", "Your request exceeded model token limit: 262144 (requested: 270000)", 262_144],
    [
      "Moonshot",
      "Invalid request: Your request exceeded model token limit: 131072 (requested: 133120)",
      131_072,
    ],
    [
      "DeepSeek",
      "This model's maximum context length is 65536 tokens. However, you requested 70012 tokens (62012 in the messages, 8000 in the completion). Please reduce the length of the messages or completion.",
      65_536,
    ],
    [
      "Together",
      "The input (516368 tokens) is longer than the model's context length (262144 tokens).",
      262_144,
    ],
    [
      "Together with an output",
      "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 32769. Given: 32000 `inputs` tokens and 2048 `max_new_tokens`",
      32_769,
    ],
    [
      "Together, older",
      "The length of your prompt exceeds the model's max input limit 65536",
      65_536,
    ],
    [
      "Text Generation Inference",
      "Input validation error: `inputs` must have less than 4095 tokens. Given: 5000",
      4_095,
    ],
    [
      "SGLang",
      "The input (9000 tokens) is longer than the model's context length (8192 tokens).",
      8_192,
    ],
    [
      "SGLang with an output",
      "Requested token count exceeds the model's maximum context length of 131072 tokens. You requested a total of 140000 tokens: 132000 tokens from the input messages and 8000 tokens for the completion.",
      131_072,
    ],
    [
      "SGLang without truncation",
      "Input length (40000 tokens) exceeds the maximum allowed length (32768 tokens). Use a shorter input or enable --allow-auto-truncate.",
      32_768,
    ],
    [
      "LiteLLM in front of SGLang",
      "Input length (265330) exceeds model's maximum context length (262144).",
      262_144,
    ],
    [
      "vLLM",
      "You passed 40961 input tokens and requested 0 output tokens. However, the model's context length is only 40960 tokens, resulting in a maximum input length of 40960 tokens.",
      40_960,
    ],
    [
      "vLLM with too long an answer",
      "'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 32768 tokens and your request has 29000 input tokens (4096 > 32768 - 29000).",
      32_768,
    ],
    [
      "vLLM, newer",
      "This model's maximum context length is 262144 tokens. However, you requested 128000 output tokens and your prompt contains at least 134145 input tokens, for a total of at least 262145 tokens. Please reduce the length of the input prompt or the number of requested output tokens. (parameter=input_tokens, value=134145)",
      262_144,
    ],
    [
      "vLLM by characters",
      "This model's maximum context length is 32768 tokens. However, you requested 4096 output tokens and your prompt contains 200000 characters (more than 130688 characters, which is the upper bound for 28672 input tokens).",
      32_768,
    ],
    [
      "vLLM engine",
      "The decoder prompt (length 8357) is longer than the maximum model length of 8192. Make sure that `max_model_len` is no smaller than the number of text tokens.",
      8_192,
    ],
    [
      "vLLM with images",
      "The prompt (total length 25938) is too long to fit into the model (context length 4096). Make sure that `max_model_len` is no smaller than the number of text tokens plus multimodal tokens.",
      4_096,
    ],
    ["vLLM, older", "Input prompt (9000 tokens) is too long and exceeds limit of 8192", 8_192],
    [
      "NVIDIA NIM",
      "This model's maximum context length is 196608 tokens. However, your messages resulted in 199906 tokens. Please reduce the length of the messages.",
      196_608,
    ],
    ["DeepInfra", "Requested input length 39818 exceeds maximum input length 32767", 32_767],
    [
      "TensorRT-LLM",
      "Prompt length (9000) exceeds maximum input length (8192). Set log level to info and check TRTGptModel logs for how maximum input length is set",
      8_192,
    ],
    [
      "MLC",
      "Request prompt has 2015 tokens in total, larger than the model input length limit 1416.",
      1_416,
    ],
    [
      "DS4",
      "Prompt has 5,958,968 tokens, but the configured context size is 256,000 tokens",
      256_000,
    ],
    ["TabbyAPI", "Prompt length 9000 is greater than max_seq_len 8192", 8_192],
    [
      "SiliconFlow",
      "length of prompt_tokens (140000) must be less than max_seq_len (131072).",
      131_072,
    ],
    [
      "Cloudflare",
      "5021: The estimated number of input and maximum output tokens (155740) exceeded this model context window limit (128000).",
      128_000,
    ],
    [
      "watsonx",
      "Invalid input argument for Model 'meta-llama/llama-2-70b-chat': the number of input tokens 4098 cannot exceed the total tokens limit 4096 for this model",
      4_096,
    ],
    [
      "Alibaba",
      "<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 129024]",
      129_024,
    ],
    ["AI21", "Prompt has 270000 tokens, which exceeds the limit of 262144", 262_144],
    [
      "a text that also names rates",
      "This model's maximum context length is 128000 tokens. However, your messages resulted in 140000 tokens. See our rate limit guide for large requests.",
      128_000,
    ],
    [
      "LiteLLM",
      "litellm.ContextWindowExceededError: litellm.BadRequestError: OpenAIException - Error code: 400 - {'error': {'message': \"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.\", 'code': None}}. Received Model Group=main",
      8_192,
    ],
    [
      "LiteLLM in front of Anthropic",
      'litellm.BadRequestError: AnthropicException - {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 208310 tokens > 200000 maximum"}}. Received Model Group=claude',
      200_000,
    ],
  ]
