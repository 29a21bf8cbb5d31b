import { PLACEHOLDER_PATTERN } from "../texts.ts"

export const REJECTIONS = ["empty", "unstructured", "too-long"] as const
export type Rejection = (typeof REJECTIONS)[number]

export type CheckedSummary =
  | { readonly ok: true; readonly text: string; readonly tokens: number }
  | { readonly ok: false; readonly cause: Rejection }

export interface CheckInput {
  readonly answer: string
  /** Counted tokens of what it summarizes. */
  readonly source: number
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
const HEADING =
  /^\s{0,3}(?=#{1,6}\s|\*\*|\d+[.)]\s)(?:#{1,6}\s+)?(?:\*\*)?(?:\d+[.)]\s+)?(?:\*\*)?([^\n*:]+)/gm

/** Takes an answer as a summary, or says why not. */
export function checkSummary({ answer, source, count }: CheckInput): CheckedSummary {
  const text = unwrap(answer)
  if (text === "") return { ok: false, cause: "empty" }
  const headings = [...text.matchAll(HEADING)].map(([, title = ""]) => title.trim())
  if (!REQUIRED.every((section) => headings.some((title) => section.test(title))))
    return { ok: false, cause: "unstructured" }
  const tokens = count(text)
  return tokens <= MAX_SUMMARY_SHARE * source
    ? { ok: true, text, tokens }
    : { ok: false, cause: "too-long" }
}

/** Without a fence or tags around it, and without handles: those of the summarizer lead nowhere. */
const unwrap = (answer: string): string =>
  answer
    .replace(/<(think|analysis)>[^]*?<\/\1>/g, "")
    .trim()
    .replace(/^```\w*\n([^]*)\n```$/, "$1")
    .replace(/^<summary>([^]*)<\/summary>$/, "$1")
    .replaceAll(new RegExp(PLACEHOLDER_PATTERN, "g"), "")
    .trim()
