import { withoutMarks } from "./without-marks.ts"

export const REJECTIONS = ["empty", "unstructured", "too-long"] as const
export type Rejection = (typeof REJECTIONS)[number]

export type CheckedSummary =
  | { readonly ok: true; readonly text: string; readonly tokens: number }
  | { readonly ok: false; readonly cause: Rejection }

export interface CheckInput {
  readonly answer: string
  /** Most counted tokens that it may have. */
  readonly most: number
  /** It was asked for in the user's words, which may want another form. */
  readonly isFree: boolean
  readonly count: (text: string) => number
}

/** A summary that is not at most this share of what it stands for saves too little. */
export const MAX_SUMMARY_SHARE = 0.5

/** The sections without which nobody could go on, by the names that models give them. */
const REQUIRED = [
  /^(?:objective|goal|task|purpose)/i,
  /^(?:work|progress|completed|done|state|current state|accomplish)/i,
  /^(?:next|remaining|to ?do)/i,
]
const HEADING = /^\s{0,3}(?:(?:#{1,6}|\d+[.)])\s+(?:\d+[.)]\s+)?(?:\*\*)?|\*\*)([^\n*:#]+)[*:]*/gm

/** Takes an answer as a summary, or says why not. */
export function checkSummary({ answer, most, isFree, count }: CheckInput): CheckedSummary {
  const text = unwrap(answer)
  if (text === "") return { ok: false, cause: "empty" }
  if (!isFree && !isStructured(text)) return { ok: false, cause: "unstructured" }
  const tokens = count(text)
  return tokens <= most ? { ok: true, text, tokens } : { ok: false, cause: "too-long" }
}

/** Every required heading is there, and says something before the next one. */
function isStructured(text: string): boolean {
  const headings = [...text.matchAll(HEADING)].filter(([, title = ""]) =>
    REQUIRED.some((wanted) => wanted.test(title.trim())),
  )
  return REQUIRED.every((wanted) =>
    headings.some((heading, at) => {
      const [whole, title = ""] = heading
      const body = text.slice(heading.index + whole.length, headings[at + 1]?.index)
      return wanted.test(title.trim()) && /[\p{L}\p{N}]/u.test(body)
    }),
  )
}

/** Without a fence, tags or thoughts around it. */
const unwrap = (answer: string): string =>
  withoutMarks(
    withoutThoughts(answer)
      .trim()
      .replace(/^```\w*\n([^]*)\n```$/, "$1")
      .replace(/^<summary>([^]*)<\/summary>$/, "$1"),
  )

const THOUGHT = /<(think|analysis)>/g

/** One that does not end stays, and the end of each kind is looked for in vain once. */
function withoutThoughts(answer: string): string {
  const endless = new Set<string>()
  let kept = ""
  let at = 0
  for (const { 1: tag = "", index } of answer.matchAll(THOUGHT)) {
    if (index < at || endless.has(tag)) continue
    const mark = `</${tag}>`
    const end = answer.indexOf(mark, index)
    if (end < 0) {
      endless.add(tag)
      continue
    }
    kept += answer.slice(at, index)
    at = end + mark.length
  }
  return kept + answer.slice(at)
}
