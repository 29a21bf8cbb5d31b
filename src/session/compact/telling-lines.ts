/** Lines that say what failed, what binds and what was decided: they are kept longest. */

/** A longer line is data: only its beginning is looked at. */
const LOOKED_AT = 2_000

const ERROR =
  /(?<![\w-])(?:errors?|err!|failed|failures?|fail(?:s|ing)?|fatal|panic(?:ked)?|exceptions?|traceback|assert(?:ion)?|denied|refused|timed out|not found|not ok|no such file|cannot|could not|undefined reference|unresolved|segmentation fault|killed|exit(?:ed)?(?: with)? (?:code|status):? [1-9]\d*)(?![\w-])|\w(?:Error|Exception)\b|[✗✘✖❌]|^\s*[×✕] |\bE\d{4}\b/i
/** The same in the scripts that have no word breaks. */
const ERROR_UNSPACED = /错误|錯誤|失败|失敗|异常|異常|エラー|例外|오류|실패|예외/
/** What only counts failures, and counts none. */
const CALM =
  /\b(?:0|no|zero|without(?: any)?)(?: \w{1,20})?[ -](?:errors?|failed|failures?|fail|failing|problems?|exceptions?)\b|\b(?:errors?|failures?|failed|failing|fail|problems?|exceptions?)[:=]? ?0\b(?![.:])|没有错误|無錯誤|0 ?(?:个错误|件のエラー)|エラー(?:なし|はありません)|exit(?:ed)?(?: with)? (?:code|status):? 0\b/gi
/** Names of files and folders, whose words mean nothing. */
const FILE_NAME =
  /(?<![\w.@/-])(?:[\w.@-]{0,80}\/[\w.@/-]{1,300}|[\w@-]{1,80}(?:\.[a-z]\w{0,9}){1,3})(?![\w/])/g

export function isErrorLine(line: string): boolean {
  const start = line.slice(0, LOOKED_AT)
  if (!saysError(start)) return false
  return saysError(start.replace(CALM, "").replace(FILE_NAME, " "))
}

const saysError = (text: string): boolean => ERROR.test(text) || ERROR_UNSPACED.test(text)

/** In the languages that users of the host write most; task ids and output contracts bind too. */
const CONSTRAINT =
  /\b(?:must|mustn't|never|always|do not|don't|only|required?|forbidden|important|shall|task[ _-]?id|output (?:format|contract|schema))\b|\b(?:muss|müssen|niemals|immer|darf|dürfen|wichtig|debe|nunca|siempre|doit|jamais|toujours)\b|必须|不要|禁止|务必/i

export const isConstraintLine = (line: string): boolean => CONSTRAINT.test(line)

const DECISION =
  /\b(?:decided|decision|instead of|root cause|turns out|conclusion|the (?:fix|problem|issue|reason) (?:is|was)|(?:we|I)(?:'ll| will) use|chose|agreed)\b/i

export const isDecisionLine = (line: string): boolean => DECISION.test(line)

export interface BindingLinesInput {
  readonly text: string
  /** What stays of the whole text, tokens. */
  readonly tokens: number
  readonly count: (text: string) => number
}

/** Of what stays of a text, at most this share is lines that bind. */
const BINDING_SHARE = 0.5
const LONGEST_LINE = 400
/** After so many lines that had no room, no further one is measured. */
export const MOST_MISSES = 64

/** The first lines of a text that bind, as many as a digest of it has room for. */
export function bindingLines({ text, tokens, count }: BindingLinesInput): readonly string[] {
  let left = BINDING_SHARE * tokens
  let misses = 0
  return [...new Set(text.split("\n"))].filter((line) => {
    if (misses > MOST_MISSES || line.length > LONGEST_LINE || !isConstraintLine(line)) return false
    const cost = lineCost(line, count)
    if (cost > left) {
      misses++
      return false
    }
    left -= cost
    return true
  })
}

/** Tokens of a line in a digest, with its break and the mark of what is left out before it. */
export const lineCost = (line: string, count: (text: string) => number): number => count(line) + 3
