/** What providers say of a prompt that is too long without the size that they allow. */
export const UNSIZED_REFUSALS: readonly (readonly [provider: string, text: string])[] = [
  ["a gateway", "Prompt tokens too long"],
  ["Anthropic on Vertex", "Prompt is too long"],
  ["Amazon Bedrock", "Input is too long for requested model."],
  ["Amazon Bedrock, in a stream", "Input is too long for this model"],
  [
    "Amazon Nova",
    "Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.",
  ],
  [
    "OpenAI responses",
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
  ],
  ["OpenCode for OpenAI", "Input exceeds context window of this model"],
  [
    "OpenAI by code",
    '{"error":{"message":"Something went wrong","code":"context_length_exceeded"}}',
  ],
  ["Groq", "Please reduce the length of the messages or completion."],
  [
    "llama.cpp, older",
    "the request exceeds the available context size. try increasing the context size or enable context shift",
  ],
  ["llama.cpp, while it answers", "Context size has been exceeded."],
  [
    "LM Studio",
    "The number of tokens to keep from the initial prompt is greater than the context length.",
  ],
  ["Ollama", "prompt too long; exceeded max context length by 4 tokens"],
  ["MiniMax", "invalid params, context window exceeds limit (2013)"],
  ["Z.AI", "tokens in request more than max tokens allowed"],
  ["Z.AI, newer", '{"error":{"code":"1261","message":"Prompt exceeds max length"}}'],
  ["Z.AI, in a stream", "model_context_window_exceeded"],
  ["Volcengine", "Total tokens of image and text exceed max message tokens. Request id: 0217"],
  ["Google Vertex", "The input token count (1196265) exceeds the maximum."],
  ["SGLang", "The input is longer than the model's context length"],
  ["a gateway", "context_window_exceeded"],
  ["a figure that is no context", "This model's maximum context length is 100 tokens"],
  ["a figure of forty digits", `maximum context length is ${"2".repeat(40)} tokens`],
  ["a figure with an exponent", "maximum context length is 128000e30 tokens"],
  ["a figure that is none", "maximum context length is 0 tokens"],
]
