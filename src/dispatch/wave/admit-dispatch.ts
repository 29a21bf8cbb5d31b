import type { Pressure } from "./pressure.ts"
import type { WavePattern } from "./wave-pattern.ts"
import { FIRST_FILE, FIRST_SUMMARY, MOST_AGENTS, WAVE_SIZE } from "./wave-pattern.ts"
import { pressureRefusal, synthesisRefusal, tooManyRefusal, waveFullRefusal } from "./wave-texts.ts"

export interface AdmitDispatchInput {
  /** Sub-agents of a wave plan that was declared beforehand. */
  readonly declared: number | undefined
  /** Pattern that it was planned with. */
  readonly planned?: WavePattern | undefined
  /** Dispatched since it was declared, without this one. */
  readonly sent: number
  /** Sub-agents still running, without this one. */
  readonly running: number
  /** Syntheses recorded since it was declared. */
  readonly synthesized: number
  /** Dispatches of this assistant message and those still running, with this one. */
  readonly seen: number
  /** Whether the user gave this agent a role. */
  readonly isMapped: boolean
  readonly pressure: Pressure
  /** Results that came back of this wave. */
  readonly collected: number
}

export type Admission =
  | { readonly ok: true }
  /** Told to the model: nothing was dispatched, and what comes next. */
  | { readonly ok: false; readonly refusal: string }

/** Tells whether one more sub-agent may start. One without a role, in no declared wave, always may. */
export function admitDispatch(input: AdmitDispatchInput): Admission {
  const { declared, planned, sent, running, synthesized, seen, isMapped, pressure, collected } =
    input
  if (declared === undefined && !isMapped) return { ok: true }
  const total = declared === undefined ? seen : Math.max(declared, sent + 1, seen)
  if (total > MOST_AGENTS) return refused(tooManyRefusal(total))
  if (total >= FIRST_SUMMARY && pressure !== "nominal")
    return refused(pressureRefusal(pressure, { collected, total }))
  if (total < FIRST_FILE && planned !== "file") return { ok: true }
  const isOwed = declared !== undefined && synthesized < Math.floor(sent / WAVE_SIZE)
  if (running >= WAVE_SIZE) return refused(waveFullRefusal({ total, isOwed }))
  return isOwed ? refused(synthesisRefusal({ collected, total, running })) : { ok: true }
}

const refused = (refusal: string): Admission => ({ ok: false, refusal })
