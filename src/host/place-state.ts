import { placeInsert } from "../session/insert.ts"
import type { Inserted, PlacedInsert } from "../session/insert.ts"
import type { Prior } from "../session/read-prior.ts"
import type { Transcript } from "../session/transcript.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { seenWorkflows, standingBlock, tellIdle, workflowBlock } from "./workflows.ts"

export interface PlacedState extends PlacedInsert {
  readonly workflows: readonly WorkflowRecord[]
  readonly inserted: Inserted
}

/** What the next request says of the session's state, its workflows and its dispatches, with its place. */
export async function placeState(
  runtime: Runtime,
  session: Session,
  request: { readonly transcript: Transcript; readonly prior: Prior; readonly limit: number },
): Promise<PlacedState> {
  const { transcript, prior, limit } = request
  const { inserts } = session.journal.refresh()
  const seen = await seenWorkflows(runtime, session)
  const workflows = seen ?? []
  tellIdle(runtime, session, workflows)
  const blocks = [
    seen ? await workflowBlock(runtime, seen, limit) : standingBlock(session),
    session.dispatches.refresh().length === 0
      ? ""
      : (await import("./run-block.ts")).runBlock(runtime, session, {
          transcript,
          edits: prior.replayed.applied,
        }),
  ]
  const text = blocks.filter((block) => block !== "").join("\n")
  const placed = placeInsert({ text, inserts, transcript, meter: runtime.meter })
  return {
    ...placed,
    workflows,
    inserted: { now: placed.insert?.tokens ?? 0 },
  }
}
