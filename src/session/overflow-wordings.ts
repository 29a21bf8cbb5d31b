/** A count that is passed over, and the one that is read: how providers write either differs. */
const SOME = String.raw`[\d,_]{1,20}`
const SIZE = String.raw`[\s"'(:=\`*]{0,4}(\d{1,3}(?: \d{3}){1,2}(?! ?\d)(?!\w|[.,]\d)|\d(?:[\w,.]{0,40}\w)?)`

/** Every gap is bounded, so that the time is linear in a text that somebody else wrote. */
const wording = (source: string): RegExp => new RegExp(source, "gi")

/** Providers' words for the context of a model, with its size. */
export const CONTEXT_SIZES: readonly RegExp[] = [
  // OpenAI, Azure, DeepSeek, OpenRouter, vLLM, llama-cpp-python: maximum context length is 128000
  // tokens; SGLang, LiteLLM: … of 131072 tokens; … (262144); Fireworks: …: 262144
  String.raw`max(?:imum)? context (?:length|window|size)(?: is| of)?(?: only| just)?${SIZE}`,
  // vLLM: the model's context length is only 40960 tokens; LM Studio: … of only 4096 tokens
  String.raw`context length (?:is|of) only${SIZE}`,
  // Others: exceeds the model's context window of 32768; llama-cpp-python: exceed context window of
  // 2048; Cloudflare: exceeded this model context window limit (24000); llama.cpp: exceeds the
  // available context size (8192 tokens)
  String.raw`exceed(?:s|ed)? (?:the |this |your )?(?:model(?:'s)? )?(?:maximum |available )?context (?:window|length|size|limit)(?: limit)?(?: is| of)?${SIZE}`,
  // Anthropic: prompt is too long: 213462 tokens > 200000 maximum
  String.raw`prompt is too long: ${SOME}(?: tokens)? >=?${SIZE}`,
  // Anthropic: input length and max_tokens exceed context limit: 190000 + 21333 > 200000
  String.raw`exceed context limit:? (?:\(i\.e )?${SOME} \+ ${SOME} >${SIZE}`,
  // xAI: This model's maximum prompt length is 131072
  String.raw`max(?:imum)? prompt length (?:is|of)${SIZE}`,
  // Google Vertex: the input token count is 1200000 but model only supports up to 1048576
  String.raw`input token count is ${SOME} but (?:the )?model only supports up to${SIZE}`,
  // Mistral: Prompt contains 40000 tokens … too large for model with 32768 maximum context length
  String.raw`too large for model with${SIZE}(?= maximum context length)`,
  // SGLang, Together: The input (9000 tokens) is longer than the model's context length (8192 tokens)
  String.raw`longer than the model(?:'s)? (?:maximum )?context length${SIZE}`,
  // vLLM: The decoder prompt (length 5951) is longer than the maximum model length of 4096; engine
  // prompt length 132246 exceeds the max_model_len 131072; SambaNova: … sequence length is just 8192
  String.raw`longer than the maximum model length of${SIZE}`,
  String.raw`max_model_len(?: of)?${SIZE}`,
  String.raw`maximum supported sequence length is(?: just| only)?${SIZE}`,
  // vLLM: too long to fit into the model (context length 4096); … is too long and exceeds limit of 4096
  String.raw`too long to fit into the model \(context length${SIZE}`,
  String.raw`prompt \(${SOME} tokens\) is too long and exceeds (?:the )?limit of${SIZE}`,
  // SGLang: Input length (9000 tokens) exceeds the maximum allowed length (8192 tokens); Poolside:
  // … maximum allowed input length of 131040; DeepInfra, TensorRT: … maximum input length 32767;
  // Databricks: Input token length 9000 exceeds the maximum input token length of 8192
  String.raw`(?:input|prompt)(?: token)? length \(?${SOME}(?: tokens)?\)? exceeds (?:the )?maximum (?:allowed )?(?:input )?(?:token )?length(?: of)?${SIZE}`,
  String.raw`(?:input|prompt) is too long[:.,]? (?:the )?maximum (?:allowed )?length(?: is| of)?${SIZE}`,
  // TabbyAPI: Prompt length 9000 is greater than max_seq_len 8192; SiliconFlow: length of
  // prompt_tokens (9000) must be less than max_seq_len (8192)
  String.raw`prompt(?: length|_tokens) \(?${SOME}\)? (?:is greater than|must be less than) max_seq_len${SIZE}`,
  // LM Studio: Cannot truncate prompt with n_keep (15028) >= n_ctx (7424); (n_keep: 9000>= n_ctx: 4096)
  String.raw`n_keep:? \(?${SOME}\)? ?>=? ?n_ctx${SIZE}`,
  // MLC: Request prompt has 2015 tokens in total, larger than the model input length limit 1416
  String.raw`larger than the model input length limit${SIZE}`,
  // DS4: Prompt has 256468 tokens, but the configured context size is 256000 tokens
  String.raw`configured context size is${SIZE}`,
  // Text Generation Inference, Together: inputs tokens + max_new_tokens must be <= 4096; the inputs
  // alone: must have less than 4095 tokens
  String.raw`inputs\`? tokens \+ \`?max_new_tokens\`? must be <=${SIZE}`,
  String.raw`inputs\`? must have less than${SIZE}(?= tokens)`,
  // Alibaba: Range of input length should be [1, 129024]
  String.raw`range of input length should be \[\d{1,9},${SIZE}`,
  // Cohere: size limit exceeded by 19296 tokens. Try using shorter or fewer inputs. The limit for this model is 132000
  String.raw`too many tokens: size limit exceeded by ${SOME} tokens\.[^\d]{0,80}limit for this model is${SIZE}`,
  // Others: accepts at most 1048576 combined input and output tokens; context length 16385 exceeded
  String.raw`(?:accepts|supports) (?:at most|up to)${SIZE} combined (?:input|prompt) and (?:output|completion) tokens`,
  String.raw`context (?:length|window|size)(?: of)?${SIZE}(?= (?:was |has been |is )?exceeded)`,
  // Others: input is too long: 9000 tokens. The context window is 8192 tokens; … Max is 8192 tokens;
  // supports at most 8192 tokens in its context; token limit exceeded: context window of 8192
  String.raw`(?:input|prompt) is too long(?:: ${SOME} tokens)?\. (?:the context window|max(?:imum)?) is${SIZE}(?= tokens)`,
  String.raw`supports (?:at most|up to)${SIZE}(?= tokens in its context)`,
  String.raw`token limit exceeded: context window of${SIZE}`,
  // Together: The length of your prompt exceeds the model's max input limit 65536
  String.raw`exceeds the model(?:'s)? max input limit${SIZE}`,
].map(wording)

/** Words with a size that are as well said of a rate, of a quota, or of the answer. */
export const TOKEN_LIMITS: readonly RegExp[] = [
  // Google: The input token count (1196265) exceeds the maximum number of tokens allowed (1048576)
  String.raw`maximum number of (?:input )?tokens allowed${SIZE}`,
  // Amazon Bedrock: Too many input tokens. Max input tokens: 8192; LiteLLM: Max Input Tokens=272000
  String.raw`max(?:imum)?[ _]input[ _]tokens(?: is| of)?${SIZE}`,
  // GitHub Copilot: prompt token count of 140000 exceeds the limit of 128000
  String.raw`(?:prompt|input) token count (?:of )?\(?${SOME}\)? exceeds (?:the )?limit of${SIZE}`,
  // GitHub Models: Request body too large for gpt-4o model. Max size: 8000 tokens
  String.raw`max size:${SIZE}(?= tokens)`,
  // OpenAI: Input tokens exceed the configured limit of 272000 tokens
  String.raw`exceeds? the configured limit of${SIZE}(?= tokens)`,
  // Kimi: Your request exceeded model token limit: 262144 (requested: 270000)
  String.raw`exceeded model token limit:${SIZE}`,
  // Cohere: total number of tokens in the prompt cannot exceed 4081; … exceeds the limit of 4081;
  // total tokens exceeds the model's max of 4096
  String.raw`number of tokens in the prompt (?:cannot exceed|exceeds the limit of)${SIZE}`,
  String.raw`total tokens exceeds? the model(?:'s)? max(?:imum)? of${SIZE}`,
  // Cerebras: Please reduce the length of the messages or completion. Current length is 9000 while limit is 8192
  String.raw`current length is ${SOME} while (?:the )?limit is${SIZE}`,
  // watsonx: the number of input tokens 9000 cannot exceed the total tokens limit 8192
  String.raw`number of input tokens ${SOME} cannot exceed the total tokens limit${SIZE}`,
  // Volcengine: Input length 140000 exceeds the maximum length 131072; AI21: Prompt has 9000 tokens, exceeds the limit of 8192
  String.raw`(?:prompt|input) (?:contains|has) ${SOME} tokens,? (?:which )?exceeds? (?:the )?(?:limit|maximum) of${SIZE}`,
  // Others: prompt token count (9000) cannot exceed 8192; number of input tokens is greater than the
  // maximum: 8192; max tokens of 8192 exceeded
  String.raw`(?:prompt|input) token count \(?${SOME}\)? cannot exceed${SIZE}`,
  String.raw`number of (?:input|prompt) tokens(?: \(?${SOME}\)?)? is greater than the maximum(?: of)?${SIZE}`,
  String.raw`max(?:imum)? tokens of${SIZE}(?= (?:was |were |has been )?exceeded)`,
].map(wording)

/** Words about the prompt or the context that name no size. */
export const UNSIZED: readonly RegExp[] = [
  String.raw`prompt(?: is| tokens| tokens are)? too long`,
  String.raw`input is too long for (?:requested|the|this) model`,
  String.raw`(?:^|[:.] )(?:the |your )?input is too long(?=\.|$)`,
  String.raw`too (?:long|large) for (?:the |this )?model(?:'s)? context`,
  String.raw`reduce the length of (?:the |your )?(?:input prompt|input|prompt|messages)(?!\[|\.\w|\w| (?:\w{1,20} )?(?:key|name|field|id)\b)`,
  String.raw`exceed(?:s|ed)? (?:the |this |your |max )?(?:model(?:'s)? )?(?:maximum |available )?context (?:window|length|size|limit)`,
  String.raw`greater than the context length`,
  String.raw`longer than the (?:model(?:'s)? |maximum )?(?:context|model) length`,
  String.raw`context window exceeds limit`,
  String.raw`context[_ ](?:length|window|size|limit)[_ ](?:has been |is )?exceeded`,
  String.raw`max_prompt_tokens_exceeded`,
  String.raw`prompt exceeds max(?:imum)? length`,
  String.raw`total message token length exceeds? (?:the )?model limit`,
  String.raw`tokens in request more than max tokens allowed`,
  String.raw`tokens of image and text exceed max message tokens`,
  String.raw`input token(?: count|s)(?: \(${SOME}\))? exceeds? (?:the )?max`,
  String.raw`input exceeds (?:the )?max(?:imum)? input token`,
  String.raw`number of input tokens exceeds`,
  String.raw`too many input tokens`,
].map(wording)
