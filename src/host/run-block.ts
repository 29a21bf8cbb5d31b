import type { DispatchRecord } from "../dispatch/run/dispatch-record.ts"
import { pairRecords } from "../dispatch/run/pair-records.ts"
import { renderRun } from "../dispatch/run/run-text.ts"
import { runBlockText } from "../dispatch/wave/tool-texts.ts"
import { withoutUndone } from "../dispatch/run/without-undone.ts"
import type { Edit } from "../session/edit.ts"
import { WHOLE_MESSAGE } from "../session/transcript.ts"
import type { Transcript } from "../session/transcript.ts"
import { membersOf } from "../session/whole-messages.ts"
import { runOf } from "./run-of.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

interface Shown {
  readonly transcript: Transcript
  readonly edits: readonly Edit[]
}

/**
 * What a request says of the run, where the results in it do not say it themselves: a sub-agent died,
 * its host was killed, or the last result was compacted away. Empty otherwise.
 */
export function runBlock(runtime: Runtime, session: Session, shown: Shown): string {
  const records = withoutUndone(session.dispatches.refresh())
  const { dispatches } = pairRecords(records)
  const last = dispatches.findLast(({ sent }) => sent.like !== undefined && sent.code === undefined)
  if (!last || promptsSince(records) > MOST_PROMPTS) return ""
  const run = runOf(runtime, session)
  if (!run.activeTask && run.nextAction !== "spec_completed") return ""
  const isInterrupted = run.pending.some(({ like, interrupted }) => like && interrupted)
  const hasDied = last.result?.code === "dispatch_execution_failed"
  if (!isInterrupted && !hasDied && isShown(last.sent.call, shown)) return ""
  const text = renderRun(run)
  return text === "" ? "" : runBlockText(text)
}

/** A user who has asked for more than so much else since has moved on. */
const MOST_PROMPTS = 1

/** Prompts of the user behind the last thing that happened to a dispatch. */
const promptsSince = (records: readonly DispatchRecord[]): number =>
  records.length - 1 - records.findLastIndex(({ type }) => type !== "prompt")

/** The part stands in the request with the result that it had. */
function isShown(part: string, { transcript, edits }: Shown): boolean {
  const message = transcript.messages.find(({ parts }) => parts.some(({ id }) => id === part))
  if (!message) return false
  return !edits.some(
    ({ target }) =>
      membersOf(target).includes(message.id) &&
      (target.field === WHOLE_MESSAGE || (target.part === part && target.field === "output")),
  )
}
