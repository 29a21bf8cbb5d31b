import { clip } from "./texts.ts"

/** Characters of a handle or range that is told back. */
const NAME = 80

export const RECALL_DESCRIPTION =
  "Returns the original text behind a placeholder like [compacted …; recall 1a2b3c4d]. " +
  "Earlier tool results, inputs and whole steps may have been replaced by such placeholders to save context. " +
  "Never write a placeholder into a file or command: recall the original first."

export const RECALL_ARGUMENTS = {
  handle: "The eight characters after the word recall in the placeholder",
  lines:
    "Only these lines of the original as it was printed, counted from its first, for example 40-80",
  pattern: "Only lines containing this text, case ignored; alternatives separated by |",
} as const

export const recallUnknown = (handle: string): string =>
  `Nothing in this session has the handle "${clip(handle, NAME)}". Use the eight characters that follow the word recall in a placeholder. What was cut from dispatches is kept for a time only.`

export const recallBadLines = (lines: string): string =>
  `Expected \`lines\` as FIRST-LAST, for example 40-80, got "${clip(lines, NAME)}".`

export const recallBadPattern = (most: number): string =>
  `Expected at most ${most} alternatives in \`pattern\`; ask for the rest in a further call.`

export const recallTruncated = ({ shown, total }: { shown: string; total: number }): string =>
  `[${shown} of ${total} lines shown; ask for more with lines or pattern]`
