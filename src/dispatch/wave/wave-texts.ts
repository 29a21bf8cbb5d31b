import type { WavePlan } from "./plan-wave.ts"
import type { Pressure } from "./pressure.ts"
import { MOST_AGENTS, PATTERN_CAPS, SYNTHESIS_TOKENS, WAVE_SIZE } from "./wave-pattern.ts"

/** Every text about waves of sub-agents and their results that a model or a user can read. */

const RECORD = "record it with the tool `dispatch`, action `synthesis`"

export interface Progress {
  /** Results that came back. */
  readonly collected: number
  /** Results that the wave has in all. */
  readonly total: number
}

/** A plan as the model is told it, with what to ask the sub-agents for. */
export function planText(plan: WavePlan): string {
  const { count, pattern, waves, verdict } = plan
  if (verdict === "too-many" || pattern === "refused")
    return `Nothing was planned: ${tooMany(count)}`
  return [
    `${agents(count)}, pattern ${pattern}: at most ${plan.expected} tokens for all results, ${availableText(plan)}.`,
    ...(verdict === "stricter" ? [STRICTER] : []),
    ...(verdict === "too-large" ? [TOO_LARGE] : []),
    ASKED_FOR[pattern],
    ...(pattern === "file" ? [wavesText(waves)] : ["Dispatch all of them at once."]),
  ].join("\n")
}

const STRICTER = "Longer results would not fit, so this is stricter than is usual for this number."
const TOO_LARGE = `Not even these fit. First write down what was collected (${RECORD}), or plan fewer sub-agents.`

const availableText = ({ available, measured }: WavePlan): string =>
  `${available} are available (${measured ? "measured" : "estimated, as no use was measured yet"})`

const ASKED_FOR = {
  direct: `Ask each for its whole result, at most ${PATTERN_CAPS.direct.tokens} tokens.`,
  summary: `Ask each for a summary of at most ${PATTERN_CAPS.summary.lines} lines and ${PATTERN_CAPS.summary.tokens} tokens: its three main findings, paths, open problems. What is longer is cut to that, and kept whole in a file.`,
  file: "Ask each to give its outcome in its first sentence, then one finding a line, with the word critical where it is. The result is kept whole in a file; you get three lines of it: the outcome, how many lines say critical, where it is.",
} as const

const wavesText = (waves: readonly number[]): string =>
  `Dispatch at most ${WAVE_SIZE} at once, in waves of ${waves.join(", ")}. After each wave write down what it found in at most ${SYNTHESIS_TOKENS} tokens, ${RECORD}, and only then dispatch the next; recall results one at a time.`

/** How much came back, and what to do next in a window that is so full. */
export const pressureText = (level: Pressure, progress: Progress): string =>
  `${collectedText(progress)}${PRESSURE_STEPS[level]}`

const collectedText = ({ collected, total }: Progress): string => `Collected ${collected}/${total}.`

const PRESSURE_STEPS = {
  nominal: "",
  warning: ` The context window is over 80 % full. Next: write down what was collected, ${RECORD}; the older part of the session is compacted with the next request, then go on.`,
  critical: ` The context window is over 95 % full. Next: write down what was collected now, ${RECORD}, and dispatch nothing before that.`,
  exceeded:
    " The context window is full. Next: finish the current operation, then stop and ask the user how to go on.",
} as const

export const pressureRefusal = (level: Pressure, progress: Progress): string =>
  `Nothing was dispatched. ${pressureText(level, progress)}`

export const tooManyRefusal = (count: number): string => `Nothing was dispatched: ${tooMany(count)}`

const tooMany = (count: number): string =>
  `${agents(count)} are more than the ${MOST_AGENTS} that one task may have. Next: split the work into fewer, larger tasks, or into parts of at most ${MOST_AGENTS} that come one after the other.`

export const waveFullRefusal = ({ total, isOwed }: { total: number; isOwed: boolean }): string =>
  `Nothing was dispatched: of ${agents(total)}, at most ${WAVE_SIZE} run at a time. Next: wait for their results, ${isOwed ? `write down what they found and ${RECORD}, ` : ""}then call again.`

export const synthesisRefusal = (wave: Progress & { readonly running: number }): string =>
  `Nothing was dispatched. ${collectedText(wave)} What this wave found is not recorded yet. Next: ${wave.running > 0 ? `wait for ${agents(wave.running)} still running, ` : ""}write down what was found, ${RECORD}, then call again.`

const agents = (count: number): string => `${count} ${count === 1 ? "sub-agent" : "sub-agents"}`

/** Between two parts of a line whose middle is left out. */
export const LEFT_OUT = " … "
export const CUT_OFF = "…"

/** In a result of which something is left out, stands for all of that. */
export const omissionNote = (omitted: {
  readonly count: number
  readonly of: number
  readonly unit: "line" | "character"
  readonly handle: string
}): string =>
  `[compacted: result, ${omitted.count} ${omitted.unit}${omitted.count === 1 ? "" : "s"} of ${omitted.of}; recall ${omitted.handle}]`

export const wholeResultLine = (whole: {
  readonly tokens: number
  readonly handle: string
  readonly path: string
}): string => `Whole result, ${whole.tokens} tokens: recall ${whole.handle}, or ${whole.path}`

/** What a result by file says of itself below its outcome. */
export const resultFigures = (result: {
  readonly critical: number
  readonly tokens: number
  readonly handle: string
}): string =>
  `critical: ${result.critical}; whole result: ${result.tokens} tokens, recall ${result.handle}`

/** Below what was read out of an answer, or could not be. */
export const wholeAnswerLine = (whole: {
  readonly tokens: number
  readonly handle: string
}): string => `Whole answer, ${whole.tokens} tokens: recall ${whole.handle}`
