import { PATTERN_CAPS, wavePattern } from "./wave-pattern.ts"
import type { PatternCap, WavePattern } from "./wave-pattern.ts"

/** Results of more characters go to the parent as a preview of this size. */
export interface Offload {
  readonly chars: number
  readonly previewChars: number
  readonly previewLines: number
}

export interface ResultCapInput {
  /** Sub-agents of the wave. */
  readonly n: number
  /** Pattern that it was planned with; that of its number where nothing is said. */
  readonly planned?: WavePattern | undefined
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
  readonly offload?: Offload
}

/** Of an agent without a role, in no declared wave, only what the window has no room for is capped. */
export function resultCap(input: ResultCapInput): ResultCap {
  const { n, isDeclared, isMapped, available, offload } = input
  // The same for each, whichever comes back first.
  const share = Math.floor(available / Math.max(1, n))
  const isSmall = share <= PATTERN_CAPS.file.tokens
  const cap =
    isDeclared || isMapped || isSmall
      ? patternCap(input, share)
      : ({ form: "direct", tokens: share } as const)
  return { ...cap, ...(offload && { offload }) }
}

function patternCap({ n, planned }: ResultCapInput, share: number): ResultCap {
  const pattern = planned ?? wavePattern(n)
  // What is too small for a summary is still enough for three lines.
  if (pattern === "file" || pattern === "refused" || share <= PATTERN_CAPS.file.tokens)
    return { form: "file", ...PATTERN_CAPS.file }
  const cap: PatternCap = PATTERN_CAPS[pattern]
  return { form: pattern, ...cap, tokens: Math.min(cap.tokens, share) }
}
