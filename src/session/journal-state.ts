import type { Edit, Target } from "./edit.ts"
import { emptyIndex, indexEdit, indexVoid } from "./edit-index.ts"
import type { EditIndex } from "./edit-index.ts"
import { recordEdit } from "./events.ts"
import type { Insert } from "./insert.ts"
import type { JournalRecord } from "./events.ts"
import { slotKey } from "./transcript.ts"
import type { TargetField } from "./transcript.ts"

/** What a session's journal says, folded. */
export interface JournalState {
  readonly edits: Edit[]
  /** The same edits, found by what they stand on. */
  readonly index: EditIndex
  readonly inserts: Insert[]
  /** User messages whose request was refused for their own size. */
  readonly refused: Set<string>
  /** The newest refusal for what stands around the messages, where nothing was sent since. */
  crowded: Extract<JournalRecord, { type: "dispatch_prompt_overflow_terminal" }> | undefined
  /** Limits over which requests were refused, by the answer whose report the forecast was built on. */
  readonly refusals: Map<string, number>
  /** User messages for which the host's compaction was forced before dispatch. */
  readonly forced: Set<string>
  /** Newest message of the request after which the host's compaction was last queued. */
  queuedAt: string | undefined
  /** Requests that were sent, by the newest message in their prompt. */
  readonly sent: Map<string, SentSize>
  /** Counted tokens that edits took out of what earlier requests had carried. */
  freed: number
  /** Forecast and saving of the newest request, compared with what the provider reports. */
  lastRequest: Extract<JournalRecord, { type: "request" }> | undefined
  /** The newest answer that was compared with its forecast. */
  lastResponse: string | undefined
  /** Edits found void, and the newest message then. */
  readonly voided: Map<string, string>
  /** Newest message that a fork took over: usage reported up to it belongs to the origin. */
  forkedAt: string | undefined
  /** Message of the newest call that was found to fetch something again. */
  refetchedAt: string | undefined
  /** The newest attempt to summarize each region, by its digest. */
  readonly summaries: Map<string, SummaryRecord>
}

/** What was counted of a request; all in tokens. */
export interface SentSize {
  /** Messages, inserts and system text. */
  readonly counted: number
  readonly system: number
  /** Taken out by edits until then. */
  readonly freed: number
}

export type SummaryRecord = Extract<JournalRecord, { type: "summary" }>

export const emptyJournalState = (): JournalState => ({
  ...noEdits(),
  inserts: [],
  refused: new Set(),
  crowded: undefined,
  refusals: new Map(),
  forced: new Set(),
  queuedAt: undefined,
  sent: new Map(),
  freed: 0,
  lastRequest: undefined,
  lastResponse: undefined,
  voided: new Map(),
  forkedAt: undefined,
  refetchedAt: undefined,
  summaries: new Map(),
})

function noEdits(): Pick<JournalState, "edits" | "index"> {
  const edits: Edit[] = []
  return { edits, index: emptyIndex(edits) }
}

/** The newest message whose calls were looked at: by a request, or by one that then did not leave. */
export const lookedUpTo = ({
  lastRequest,
  forkedAt,
  refetchedAt,
}: Readonly<JournalState>): string | undefined =>
  [lastRequest?.at, forkedAt, refetchedAt]
    .filter((id) => id !== undefined)
    .toSorted()
    .at(-1)

/** Names an edit by its target and the request it was decided for. */
export const editKey = (
  { message, part, field }: Pick<Target, "message" | "part"> & { readonly field: TargetField },
  decided: string,
): string => `${decided}@${slotKey(message, part, field)}`

function addEdit({ edits, index }: JournalState, edit: Edit): void {
  edits.push(edit)
  indexEdit(index, edits.length - 1, editKey(edit.target, edit.at))
}

/** The index of a journal's edits, made anew where these do not come from its records. */
export function indexOf({
  edits,
  voided,
  index,
}: Pick<JournalState, "edits" | "voided" | "index">): EditIndex {
  if (index.edits === edits) return index
  const made = emptyIndex(edits)
  for (const [at, edit] of edits.entries()) indexEdit(made, at, editKey(edit.target, edit.at))
  for (const [key, at] of voided) indexVoid(made, key, at)
  return made
}

/** Takes one record into the state. */
export function foldRecord(state: JournalState, record: JournalRecord): void {
  switch (record.type) {
    case "edit":
      addEdit(state, recordEdit(record))
      if (record.message <= (state.lastRequest?.at ?? ""))
        state.freed += record.before - record.after
      return
    case "request":
      state.lastRequest = record
      state.crowded = undefined
      // Where edits were lost, later prompts are not what this one was.
      if (record.journaled === state.edits.length && record.counted !== undefined)
        state.sent.set(record.at, {
          counted: record.counted,
          system: record.system,
          freed: state.freed,
        })
      return
    case "response":
      state.lastResponse = record.message
      return
    case "dispatch_prompt_overflow_terminal":
      if (record.around) state.crowded = record
      else state.refused.add(record.message)
      if (record.anchor !== undefined) state.refusals.set(record.anchor, record.limit)
      return
    case "native-compaction":
      if (record.how === "forced") state.forced.add(record.user)
      else state.queuedAt = record.at
      return
    case "void":
      state.voided.set(editKey(record, record.decided), record.at)
      indexVoid(state.index, editKey(record, record.decided), record.at)
      return
    case "fork":
      state.forkedAt = record.at
      return
    case "refetch":
      state.refetchedAt = record.message
      return
    case "summary":
      // The newest attempt is the last one.
      state.summaries.delete(record.region)
      state.summaries.set(record.region, record)
      return
    case "insert": {
      const { after, text, tokens } = record
      state.inserts.push({ after, text, tokens })
      return
    }
    case "effect_alarm":
    case "summarized":
      return
  }
}
