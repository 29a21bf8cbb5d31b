import { summaryRequest } from "../texts.ts"
import { checkSummary, MAX_SUMMARY_SHARE } from "./check-summary.ts"
import type { Rejection } from "./check-summary.ts"

/** What a model answered; undefined where it failed. */
export interface SummarizerAnswer {
  readonly text: string
  /** Tokens as reported. */
  readonly prompt: number
  readonly output: number
}

export const FAILURES = ["no-room", "error", "timeout", "aborted"] as const
export type SummarizerFailure = (typeof FAILURES)[number]

export type AskSummarizer = (prompt: string) => Promise<SummarizerAnswer | SummarizerFailure>

/** What the attempts to write one summary came to, with the tokens they cost. */
export interface WrittenSummary {
  readonly outcome: "accepted" | Rejection | SummarizerFailure
  readonly text: string
  readonly prompt: number
  readonly output: number
}

export interface WriteSummaryInput {
  /** The region in pieces that fit the summarizer's window, oldest first. */
  readonly chunks: readonly string[]
  /** Facts that code collected. */
  readonly facts: string
  readonly earlier: string | undefined
  /** Lines that the user wants in the prompt, and a prompt to use instead of ours. */
  readonly context: readonly string[]
  readonly instead: string | undefined
  /** Counted tokens of the region as it stands in the prompt. */
  readonly source: number
  /** Most counted tokens of a summary that the next part has to be written into. */
  readonly room: number
  readonly count: (text: string) => number
  readonly ask: AskSummarizer
  readonly onProgress: (done: number, total: number) => void
}

/**
 * Has each chunk written into the summary so far; the last answer stands for the whole region. One
 * that is not accepted ends it.
 */
export async function writeSummary(input: WriteSummaryInput): Promise<WrittenSummary> {
  const { chunks, count, source, room, ask, onProgress } = input
  let text = input.earlier ?? ""
  let prompt = 0
  let output = 0
  for (const [index, chunk] of chunks.entries()) {
    onProgress(index, chunks.length)
    const answer = await ask(summaryRequest({ ...input, chunk, earlier: text }))
    if (typeof answer === "string") return { outcome: answer, text: "", prompt, output }
    prompt += answer.prompt
    output += answer.output
    const isLast = index === chunks.length - 1
    const checked = checkSummary({
      answer: answer.text,
      most: Math.min(MAX_SUMMARY_SHARE * source, isLast ? Infinity : room),
      isFree: input.instead !== undefined,
      count,
    })
    if (!checked.ok) return { outcome: checked.cause, text: "", prompt, output }
    text = checked.text
  }
  return { outcome: chunks.length > 0 ? "accepted" : "no-room", text, prompt, output }
}
