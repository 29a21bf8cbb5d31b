import { countTokens } from "gpt-tokenizer/encoding/o200k_base"
import type { FlatMessage, ParsedRequest } from "./protocol.ts"

/** The tokenizer is quadratic on some long inputs; slices of this many characters keep it linear. */
const sliceLength = 2000
const tokensPerMessage = 4
/** An image or file costs about this much with every provider, however long its data url. */
const tokensPerMedia = 1000

const memo = new Map<string, number>()

/** Tokens of a text, counted apart from the plugin so that a shared mistake cannot hide. */
export const countText = (text: string): number => {
  const known = memo.get(text)
  if (known !== undefined) return known
  let tokens = 0
  for (let start = 0; start < text.length; start += sliceLength)
    tokens += countTokens(text.slice(start, start + sliceLength), { disallowedSpecial: new Set() })
  memo.set(text, tokens)
  return tokens
}

export const countMessage = (message: FlatMessage): number =>
  tokensPerMessage +
  countText(message.text) +
  countText(message.reasoning ?? "") +
  (message.calls?.length ? countText(JSON.stringify(message.calls)) : 0) +
  tokensPerMedia * (message.media ?? 0)

/** Prompt tokens of a request; `factor` stands for a provider whose tokenizer the plugin lacks. */
export const countRequest = (request: ParsedRequest, factor = 1): number => {
  const messages = request.messages.reduce((sum, message) => sum + countMessage(message), 0)
  return Math.ceil(factor * (messages + countText(request.toolSchemas)))
}
