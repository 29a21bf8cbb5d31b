import { CONTEXT_SIZES, TOKEN_LIMITS, UNSIZED } from "./overflow-wordings.ts"
import { providerWords } from "./provider-words.ts"
import {
  isForRate,
  sentenceBefore,
  sentenceBehind,
  speaksOfQuota,
  speaksOfRate,
  speaksOfTime,
} from "./rate-words.ts"

/** Who asks is not who asks too much, whatever has too many tokens. */
const SIGN_IN = /authori[sz]ation|authenticat|\bheaders?\b|\bapi[ -]?key|\bcookies?\b|\bjwt\b/i
/** A size of what such words name, as in: 24000 in the Authorization header. */
const OF_SIGN_IN =
  /^[\w ]{0,20}\b(?:in|of|for) [\w ]{0,20}(?:authori[sz]ation|headers?\b|api[ -]?key|cookies?\b)/i
/** No header has a prompt, or a context. */
const OF_PROMPT = /prompt|context/i
/** The answer, or what else may be too long beside the prompt. */
const OF_ANSWER =
  /\b(?:max_(?:completion_|output_|new_)?tokens|budget_tokens|n_predict|output|completion|answer|response|generation|thinking|tool definitions?)\b/i
const OF_REQUEST = /\b(?:prompt|inputs?|messages?|request|conversation)\b/i
/** The place of one field, as in: tools.0.description: */
const FIELD = /[a-z_](?:\.\d+|\[\d+\])(?:[.[][\w\]]{1,40}){1,6}["'`]?:? ?(?:\w{1,20} ){0,3}$/i
/** What stands behind a number that counts something else, or is a part of a sum. */
const OTHER_UNIT = new RegExp(
  String.raw`^(?:\+|(?:in )?(?:(?:unicode|utf-?8|utf-?16|ascii|raw|encoded|total|input|text) ){0,2}(?:${[
    "characters?|chars?|letters|symbols?|runes|graphemes|code ?(?:points?|units?)",
    "bytes?|octets?|(?:kilo|mega|giga)bytes?|[kmg]i?b",
    "words|lines|images?|pixels?|px|messages?|pages?|requests?|items|elements",
    "(?:output|completion) tokens",
  ].join("|")})\b|(?:个)?(?:字|条))`,
  "i",
)

/** A context size with or without separators; what is joined to more digits or letters is none. */
const COUNT = /^(\d{1,3}(?:[,_ ]\d{3}){1,3}|\d{1,9})(k?)(?:tokens?)?(?!\w|[.,]\d)/i
/** Tokens. No model has less or more. */
export const MIN_CONTEXT = 512
const MAX_CONTEXT = 100_000_000

export type Overflow = { readonly context: number | undefined }

/**
 * Reads what a provider says of a refusal; undefined when it is about something else. Words that
 * stand in what was sent are an echo, and not the provider's.
 */
export function readOverflow(
  message: string,
  isEcho: (words: string) => boolean = () => false,
): Overflow | undefined {
  const text = providerWords(message)
  // Without the model's context, a size is one of a rate or a quota where the text is about such.
  const isOfTokens = !isForRate(text) && !speaksOfQuota(text)
  const sized = isOfTokens ? [...CONTEXT_SIZES, ...TOKEN_LIMITS] : CONTEXT_SIZES
  const told = firstOf(sized, text).filter((found) => isSize(text, found))
  const owned = told.filter(({ 0: words }) => !isEcho(words))
  const context = firstSize(owned)
  if (context !== undefined) return { context }
  const echoed = firstSize(told)
  if (echoed !== undefined && countsMore(text, echoed, isEcho)) return { context: echoed }
  if (speaksOfRate(text) || speaksOfQuota(text)) return undefined
  const isOverflow = [
    ...owned,
    ...firstOf(UNSIZED, text).filter(({ 0: words }) => !isEcho(words)),
  ].some((found) => isOfRequest(text, found))
  return isOverflow ? { context: undefined } : undefined
}

const firstSize = (found: readonly RegExpExecArray[]): number | undefined =>
  found.map(([, digits = ""]) => sizeOf(digits)).find((size) => size !== undefined)

/** What a provider counts in the prompt that it refuses. */
const COUNTED =
  /\b(\d[\d,_]{2,12})(?: (?:input|prompt|text|total))? tokens\b|\b(?:requested|received|got|given|token count)[\s:=(]{1,4}(\d[\d,_]{2,12})\b/gi
const MAX_COUNTED = 4

/**
 * Words that stand in what was sent are the provider's own all the same where it counts the request
 * beside them: over the size, and in words that were not sent.
 */
const countsMore = (text: string, size: number, isEcho: (words: string) => boolean): boolean =>
  [...text.matchAll(COUNTED)]
    .filter(([, before, behind]) => (sizeOf(before ?? behind ?? "") ?? 0) > size)
    .slice(0, MAX_COUNTED)
    .some(([words]) => !isEcho(words))

/** Whether words are an echo is looked up in all that was sent: so many of them and no more. */
const MAX_LOOKED_UP = 16

const firstOf = (patterns: readonly RegExp[], text: string): readonly RegExpExecArray[] =>
  patterns
    .flatMap((pattern) => [...text.matchAll(pattern)])
    .toSorted((a, b) => a.index - b.index)
    .slice(0, MAX_LOOKED_UP)

/** What stands around words in their sentence. */
const around = (text: string, { 0: words, index }: RegExpExecArray) => ({
  words,
  before: sentenceBefore(text, index),
  behind: sentenceBehind(text, index + words.length),
})

/** By what stands around a number. */
function isSize(text: string, found: RegExpExecArray): boolean {
  const { words, before, behind } = around(text, found)
  const isOfPrompt = OF_PROMPT.test(words)
  return (
    !OTHER_UNIT.test(behind) &&
    !FIELD.test(before) &&
    (isOfPrompt || (!SIGN_IN.test(before) && !OF_SIGN_IN.test(behind))) &&
    (isOfPrompt || OF_REQUEST.test(words) || !OF_ANSWER.test(before + behind)) &&
    !speaksOfTime(before) &&
    !speaksOfTime(behind)
  )
}

/** By what stands around words without a number. */
function isOfRequest(text: string, found: RegExpExecArray): boolean {
  const { words, before, behind } = around(text, found)
  return (
    !FIELD.test(before) &&
    (OF_PROMPT.test(words) || (!SIGN_IN.test(text) && !speaksOfTime(text))) &&
    (OF_REQUEST.test(before + words) || !OF_ANSWER.test(before)) &&
    !speaksOfTime(before) &&
    !speaksOfTime(behind)
  )
}

/** Undefined where it is no size that a context can have. */
function sizeOf(digits: string): number | undefined {
  const [, count, kilo] = COUNT.exec(digits) ?? []
  if (count === undefined) return undefined
  const size = Number(count.replaceAll(/[,_ ]/g, "")) * (kilo ? 1_000 : 1)
  return size >= MIN_CONTEXT && size <= MAX_CONTEXT ? size : undefined
}
