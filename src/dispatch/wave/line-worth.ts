import { isErrorLine } from "../../session/compact/telling-lines.ts"

/** What a line of a result is worth to whoever asked for it, best first. */
export type LineWorth = "heading" | "severe" | "finding" | "other"

/** A longer line is data: only its beginning is looked at. */
const LOOKED_AT = 2_000

const HEADING = /^ {0,3}#{1,6}\s+\S|^\s{0,8}\*\*[^*]{1,120}\*\*:?\s{0,8}$/
const LISTED = /^\s{0,16}(?:[-*+•]|\d{1,3}[.)])\s+\S/
/** Several folders, or a name with an ending; words such as "and/or" are none. */
const PATH =
  /(?<![\w./@-])(?:~?\/|\.{1,2}\/)?(?:[\w.@-]{1,80}\/){0,20}[\w@-]{2,80}(?:\.[\w-]{1,40}){0,3}\.[a-z]\w{0,9}(?![\w/])|(?<![\w./@-])(?:~?\/)?(?:[\w.@-]{1,80}\/){2,20}/i

const CRITICAL = /(?<![\w-])critical(?![\w-])/i
/** What only says that nothing is critical. */
const NOT_CRITICAL =
  /\b(?:0|no|zero|non|not|none|without(?: any)?)(?: \w{1,20})?[ -]critical\b|\bcritical(?: \w{1,20})?\s{0,3}[:=]\s{0,3}(?:0|none|no)\b(?![.:]?\d)/gi

export interface LineWorthInput {
  readonly line: string
  /** Whether it stands in a block of code. */
  readonly isCode: boolean
}

export function lineWorth({ line, isCode }: LineWorthInput): LineWorth {
  const start = line.slice(0, LOOKED_AT)
  if (isHeading({ line: start, isCode })) return "heading"
  if (isErrorLine(start) || isCritical(line)) return "severe"
  return LISTED.test(start) || PATH.test(start) ? "finding" : "other"
}

/** A `#` in code is a comment. */
export const isHeading = ({ line, isCode }: { line: string; isCode: boolean }): boolean =>
  !isCode && HEADING.test(line)

/** Says `critical`, and not that nothing is. */
export const isCritical = (line: string): boolean =>
  CRITICAL.test(line) && CRITICAL.test(line.replace(NOT_CRITICAL, " "))
