import { PATTERN_CAPS, expectedTokens, wavePattern, waveSizes } from "./wave-pattern.ts"
import type { PatternCap, WavePattern } from "./wave-pattern.ts"

export interface PlanWaveInput {
  /** Sub-agents to be dispatched for one task. */
  readonly count: number
  /** Tokens of the parent's context window. */
  readonly window: number
  /** Tokens of the parent's last request, where it was measured. */
  readonly used?: number
}

export interface WavePlan {
  readonly count: number
  readonly pattern: WavePattern
  /** Of each result; none where nothing may be dispatched. */
  readonly cap: PatternCap | undefined
  /** Sub-agents of each wave. */
  readonly waves: readonly number[]
  /** Most tokens that all results take. */
  readonly expected: number
  /** Tokens left in the parent's window. */
  readonly available: number
  /** Whether what is left follows from measured use, and not from what is usual. */
  readonly measured: boolean
  readonly verdict: WaveVerdict
}

/** `stricter`: the pattern of this number would not fit; `too-large`: not even the strictest does. */
export type WaveVerdict = "fits" | "stricter" | "too-large" | "too-many"

/** Tokens of a window that are usually taken: by instructions and tools, history, agents' definitions. */
const USUALLY_TAKEN = 25_000 + 10_000 + 15_000

const BY_STRICTNESS = ["direct", "summary", "file"] as const

/** The mildest pattern, from the one of this number on, whose results fit the parent's window. */
export function planWave({ count, window, used }: PlanWaveInput): WavePlan {
  const available = Math.max(0, window - (used ?? USUALLY_TAKEN))
  const usual = wavePattern(count)
  const patterns = usual === "refused" ? [] : BY_STRICTNESS.slice(BY_STRICTNESS.indexOf(usual))
  const fitting = patterns.find((one) => expectedTokens(one, count) <= available)
  const pattern = usual === "refused" ? "refused" : (fitting ?? "file")
  return {
    count,
    pattern,
    cap: pattern === "refused" ? undefined : PATTERN_CAPS[pattern],
    waves: waveSizes(pattern, count),
    expected: expectedTokens(pattern, count),
    available,
    measured: used !== undefined,
    verdict: verdictOf({ usual, fitting }),
  }
}

function verdictOf({
  usual,
  fitting,
}: {
  usual: WavePattern
  fitting: WavePattern | undefined
}): WaveVerdict {
  if (usual === "refused") return "too-many"
  if (fitting === undefined) return "too-large"
  return fitting === usual ? "fits" : "stricter"
}
