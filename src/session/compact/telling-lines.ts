/** Lines that say what failed, what binds and what was decided: they are kept longest. */

const ERROR =
  /\b(?:errors?|failed|failures?|fail|fatal|panic(?:ked)?|exception|traceback|assert(?:ion)?|denied|not found|cannot|undefined reference|unresolved|exit (?:code|status) [1-9]\d*)\b|\w(?:Error|Exception)\b|[✗✘✖❌]|\bE\d{4}\b/i
/** What only counts failures, and counts none. */
const CALM =
  /\b(?:0|no|zero) (?:errors?|failed|failures?|fail|problems?)\b|\b(?:errors?|failures?|failed):? 0\b/i

export const isErrorLine = (line: string): boolean => ERROR.test(line) && !CALM.test(line)

/** In the languages that users of the host write most; task ids and output contracts bind too. */
const CONSTRAINT =
  /\b(?:must|mustn't|never|always|do not|don't|only|required?|forbidden|important|shall|task[ _-]?id|output (?:format|contract|schema))\b|\b(?:muss|müssen|niemals|immer|darf|dürfen|wichtig|debe|nunca|siempre|doit|jamais|toujours)\b|必须|不要|禁止|务必/i

export const isConstraintLine = (line: string): boolean => CONSTRAINT.test(line)

const DECISION =
  /\b(?:decided|decision|instead of|root cause|turns out|conclusion|the (?:fix|problem|issue|reason) (?:is|was)|(?:we|I)(?:'ll| will) use|chose|agreed)\b/i

export const isDecisionLine = (line: string): boolean => DECISION.test(line)

export const isTellingLine = (line: string): boolean =>
  isConstraintLine(line) || isDecisionLine(line) || isErrorLine(line)

export interface BindingLinesInput {
  readonly text: string
  /** What stays of the whole text, tokens. */
  readonly tokens: number
  readonly count: (text: string) => number
}

/** Of what stays of a text, at most this share is lines that bind. */
const BINDING_SHARE = 0.5
const LONGEST_LINE = 400

/** The first lines of a text that bind, as many as a digest of it has room for. */
export function bindingLines({ text, tokens, count }: BindingLinesInput): readonly string[] {
  let left = BINDING_SHARE * tokens
  return [...new Set(text.split("\n"))].filter((line) => {
    if (line.length > LONGEST_LINE || !isConstraintLine(line)) return false
    const cost = lineCost(line, count)
    if (cost > left) return false
    left -= cost
    return true
  })
}

/** Tokens of a line in a digest, with its break and the mark of what is left out before it. */
export const lineCost = (line: string, count: (text: string) => number): number => count(line) + 3
