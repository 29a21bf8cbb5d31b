import { answerForParent } from "../dispatch/wave/answer-for-parent.ts"
import { capResult, fitsCap } from "../dispatch/wave/cap-result.ts"
import { retryText, terminalText } from "../dispatch/run/contract-texts.ts"
import { declaredWave } from "../dispatch/wave/declared-wave.ts"
import type { DeclaredWave } from "../dispatch/wave/declared-wave.ts"
import type { SentRecord } from "../dispatch/run/dispatch-record.ts"
import { pairRecords } from "../dispatch/run/pair-records.ts"
import { parseResult } from "../dispatch/run/parse-result.ts"
import { resultCap } from "../dispatch/wave/result-cap.ts"
import type { ResultCap } from "../dispatch/wave/result-cap.ts"
import { wholeAnswerLine } from "../dispatch/wave/wave-texts.ts"
import { parentWindow } from "./parent-window.ts"
import { recordDispatch } from "./record-dispatch.ts"
import { runOf } from "./run-of.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import type { TaskCall } from "./task-calls.ts"

export interface Answer {
  readonly call: TaskCall
  readonly child: string
  readonly text: string
  /** What the host has left of it. */
  readonly shown: string
}

/** What the parent gets of a sub-agent's answer. */
export interface Settled {
  readonly text: string
  /** The answer cannot be used, and has been asked for again already. */
  readonly isTerminal: boolean
}

/** Reads, records and caps an answer. What the parent does not get of it stands whole in a file. */
export function settleResult(runtime: Runtime, session: Session, answer: Answer): Settled {
  const { call } = answer
  const wave = declaredWave(session.dispatches.refresh())
  const cap = capOf(runtime, session, { call, wave })
  const settled = readAnswer(runtime, session, { ...answer, cap })
  call.state = "ended"
  call.returned = runtime.meter.measure(settled.text).tokens
  return settled
}

/** The cap of what comes back now, from what the parent's window has left. */
function capOf(
  { config, tasks }: Runtime,
  session: Session,
  { call, wave }: { readonly call: TaskCall; readonly wave: DeclaredWave | undefined },
): ResultCap {
  const calls = tasks.waveOf(session.id, call.message)
  const window = parentWindow({ tasks }, session, call)
  const { offloadChars: chars, previewChars, previewLines } = config.results
  return resultCap({
    n: wave?.count ?? Math.max(1, calls.length),
    planned: wave?.pattern,
    isDeclared: wave?.isPlanned === true,
    isMapped: call.task !== "",
    available: window?.available ?? Infinity,
    offload: chars === undefined ? undefined : { chars, previewChars, previewLines },
  })
}

type Capped = Answer & { readonly cap: ResultCap }

function readAnswer(runtime: Runtime, session: Session, answer: Capped): Settled {
  const { clock, config, meter } = runtime
  const { call, child, text, cap } = answer
  const count = (one: string): number => meter.measure(one).tokens
  const tokens = count(text)
  const sent = sentOf(session, call)
  const record = { type: "dispatch-result", call: call.id, at: clock(), child, tokens } as const
  if (!sent?.like) {
    recordDispatch(runtime, session, call, record)
    return { text: cappedText(runtime, session, answer), isTerminal: false }
  }
  const { like: kind, task: taskID } = sent
  const { maxOutputTokens } = config.dispatch
  const parsed = parseResult({ text, kind, taskID, maxOutputTokens, count })
  const isAllShown =
    parsed.ok && parsed.block.trim() === text.trim() && fitsCap({ text, cap, count })
  const kept = isAllShown ? undefined : runtime.spilled.keep(session.id, text)
  const pointer = kept && { ...kept, tokens }
  // Without a file of its own the answer stays where it is: nothing is lost.
  const rest = isAllShown || pointer ? [] : [text]
  recordDispatch(runtime, session, call, {
    ...record,
    ...(parsed.ok ? { result: parsed.result } : { code: parsed.code }),
    ...(kept && { handle: kept.handle }),
  })
  const { nextAction = "halt_and_escalate" } = runOf(runtime, session).tasks.get(taskID) ?? {}
  if (parsed.ok) {
    const { result } = parsed
    const told = answerForParent({ result, nextAction, taskID, cap, count, pointer })
    return { text: [told, ...rest].join("\n"), isTerminal: false }
  }
  const { code, detail } = parsed
  const unusable = { code, detail, taskID, kind }
  const isTerminal = nextAction === "halt_schema_invalid_terminal"
  const told = isTerminal ? terminalText(unusable) : retryText({ ...unusable, child })
  const where = pointer ? [wholeAnswerLine(pointer)] : rest
  return { text: [told, ...where].join("\n"), isTerminal }
}

/** Of a sub-agent that is held to no contract. */
function cappedText(runtime: Runtime, session: Session, { text, shown, cap }: Capped): string {
  const { meter, spilled, state } = runtime
  const count = (one: string): number => meter.measure(one).tokens
  const kept = fitsCap({ text: shown, cap, count }) ? undefined : spilled.keep(session.id, text)
  if (!kept) return shown
  // A fork finds what was kept by the metadata that it copies.
  state.record(session.id, { facts: {} })
  const pointer = { ...kept, tokens: count(text) }
  return capResult({ text, cap, count, pointer })
}

const sentOf = (session: Session, { id }: TaskCall): SentRecord | undefined =>
  pairRecords(session.dispatches.refresh()).dispatches.findLast(
    ({ sent, result }) => sent.call === id && !result,
  )?.sent
