import type { DispatchRecord, ResultRecord, SentRecord } from "./dispatch-record.ts"
import { oncePerLength } from "./once-per-length.ts"
import { plainTaskID } from "./plain-task-id.ts"

/** A dispatch with what is known of it so far. */
export interface Dispatch {
  readonly sent: SentRecord
  /** The sub-agent's session, once there is one. */
  readonly child: string | undefined
  readonly isStarted: boolean
  readonly result: ResultRecord | undefined
}

/** In the order of the journal: a dispatch, or a result of one. */
export interface DispatchEvent {
  readonly sent: SentRecord
  /** Undefined: this is the dispatch itself. */
  readonly result: ResultRecord | undefined
}

export interface PairedRecords {
  readonly dispatches: readonly Dispatch[]
  readonly events: readonly DispatchEvent[]
  /** Tasks of the newest wave that names any. */
  readonly declaredTasks: readonly string[]
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/**
 * Brings results to their dispatches. A call whose part was not seen has the provider's id, and some
 * number calls anew in every message: a result belongs to the newest dispatch of its call that has
 * none; the sub-agent's session tells them apart where it is known. Lines that stand twice, or that
 * belong to nothing, are passed over.
 */
export const pairRecords = oncePerLength((records: readonly DispatchRecord[]): PairedRecords => {
  const dispatches: Mutable<Dispatch>[] = []
  const byCall = new Map<string, Mutable<Dispatch>[]>()
  const events: DispatchEvent[] = []
  const seen = new Set<string>()
  let declaredTasks: readonly string[] = []
  for (const record of records) {
    if (record.type === "wave" && record.tasks && record.tasks.length > 0)
      declaredTasks = [...new Set(record.tasks.map(plainTaskID))].filter((task) => task !== "")
    if (!("call" in record)) continue
    const { type, call, at } = record
    const line = `${type} ${call} ${at} ${"child" in record ? record.child : ""}`
    if (seen.has(line)) continue
    seen.add(line)
    if (record.type === "dispatch") {
      const one = { sent: record, child: undefined, isStarted: false, result: undefined }
      dispatches.push(one)
      events.push({ sent: record, result: undefined })
      // What was refused on its way out gets no result.
      if (record.code === undefined) push(byCall, record.call, one)
    }
    if (record.type === "dispatch-started") {
      const one = byCall.get(record.call)?.findLast(({ isStarted }) => !isStarted)
      if (one) Object.assign(one, { child: record.child, isStarted: true })
    }
    if (record.type === "dispatch-result") {
      const one = answeredBy(record, byCall.get(record.call) ?? [])
      if (!one) continue
      Object.assign(one, { result: record, child: one.child ?? record.child })
      events.push({ sent: one.sent, result: record })
    }
  }
  return { dispatches, events, declaredTasks }
})

function push<T>(lists: Map<string, T[]>, key: string, one: T): void {
  const list = lists.get(key)
  if (list) list.push(one)
  else lists.set(key, [one])
}

function answeredBy<T extends Dispatch>({ child }: ResultRecord, all: readonly T[]): T | undefined {
  const open = all.filter(({ result }) => result === undefined)
  if (child === undefined) return open.at(-1)
  return (
    open.findLast((one) => one.child === child) ?? open.findLast((one) => one.child === undefined)
  )
}
