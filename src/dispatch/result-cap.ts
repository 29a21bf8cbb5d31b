import { PATTERN_CAPS, wavePattern } from "./wave-pattern.ts"
import type { PatternCap } from "./wave-pattern.ts"

/** Results of more characters go to the parent as a preview of this size. */
export interface Offload {
  readonly chars: number
  readonly previewChars: number
  readonly previewLines: number
}

export interface ResultCapInput {
  /** Sub-agents of the wave. */
  readonly n: number
  /** Whether the wave was declared beforehand. */
  readonly isDeclared: boolean
  /** Whether the user gave this agent a role. */
  readonly isMapped: boolean
  /** Tokens that the parent's window has for all results of the wave together. */
  readonly available: number
  readonly offload?: Offload | undefined
}

/** What a parent gets of one result. */
export interface ResultCap extends PatternCap {
  readonly form: "direct" | "summary" | "file"
  /** Tokens up to which a result stays as it is, where these are more than those of its capped form. */
  readonly whole?: number
  readonly offload?: Offload
}

/** Of an agent without a role, in no declared wave, only what the window has no room for is capped. */
export function resultCap(input: ResultCapInput): ResultCap {
  const { n, isDeclared, isMapped, available, offload } = input
  // The same for each, whichever comes back first.
  const share = Math.floor(available / Math.max(1, n))
  const cap = isDeclared || isMapped ? patternCap(input, share) : unforcedCap(input, share)
  return { ...cap, ...(offload && { offload }) }
}

function patternCap({ n }: ResultCapInput, share: number): ResultCap {
  const pattern = wavePattern(n)
  // What is too small for a summary is still enough for three lines.
  if (pattern === "file" || pattern === "refused" || share <= PATTERN_CAPS.file.tokens)
    return { form: "file", ...PATTERN_CAPS.file }
  const cap: PatternCap = PATTERN_CAPS[pattern]
  return { form: pattern, ...cap, tokens: Math.min(cap.tokens, share) }
}

function unforcedCap(input: ResultCapInput, share: number): ResultCap {
  const cap = patternCap(input, share)
  if (cap.form === "direct") return { form: "direct", tokens: share }
  return share > cap.tokens ? { ...cap, whole: share } : cap
}
