import { capResult } from "../../src/dispatch/wave/cap-result.ts"
import type { CapResultInput, ResultPointer } from "../../src/dispatch/wave/cap-result.ts"
import type { ResultCap } from "../../src/dispatch/wave/result-cap.ts"
import { digest } from "../../src/host/digest.ts"
import { handleOf } from "../../src/session/handle.ts"

export const quarter = (text: string): number => Math.ceil(text.length / 4)

/** As long as a path to a kept result usually is. */
export const LONG_PATH =
  "/home/user/.local/share/opencode-staged-compaction/results/ses_5fd0c8a2bffeJqTqXb1vJc2m9k/3fa81c22d0e4b7a1.txt"

export const DIRECT: ResultCap = { form: "direct", tokens: 8_000 }
export const SUMMARY: ResultCap = { form: "summary", lines: 30, tokens: 500 }
export const FILE: ResultCap = { form: "file", lines: 3, tokens: 50 }

export const pointerOf = (text: string, path = "/tmp/r/1.txt"): ResultPointer => ({
  handle: handleOf(digest(text)),
  path,
  tokens: quarter(text),
})

/** The capped form of a result, its tokens being quarters of its characters. */
export const cappedResult = (
  text: string,
  cap: ResultCap,
  input: Partial<CapResultInput> = {},
): string => capResult({ text, cap, count: quarter, pointer: pointerOf(text), ...input })

/** Lines of prose that say nothing in particular. */
export const prose = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `Step ${at} went on as it was planned before it began.`)

/** A review of some 400 lines with a heading and few findings, one of them critical. */
export const REPORT = [
  "The review is finished: the parser drops the last token.",
  "",
  "## Findings",
  "- critical: `src/parse.ts:12` drops the last token",
  ...prose(200),
  "1. The lexer is slow.",
  "TypeError: undefined is not a function",
  ...prose(200),
  "See src/lexer/scan.ts for the rest.",
  ...prose(10),
  "Next: mend the parser.",
].join("\n")
