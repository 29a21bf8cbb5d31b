import { validRecords } from "../workflow/read-workflows.ts"
import { isActive } from "../workflow/record.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { renderBlock } from "../workflow/render-block.ts"
import { BLOCK_END, BLOCK_START, idleToast, lostToast } from "../workflow/texts.ts"
import { digest } from "./digest.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { setAside } from "./set-aside.ts"
import { takeBack } from "./take-back.ts"

/**
 * The workflows of a session. Read anew with each prompt, and with each request while one is active;
 * where the host does not answer they are as last seen, or undefined where they were not seen yet.
 */
export async function seenWorkflows(
  runtime: Runtime,
  session: Session,
): Promise<readonly WorkflowRecord[] | undefined> {
  const { config, state } = runtime
  if (!config.workflows.enabled) return []
  await takeBack(runtime, session)
  const known = session.workflows
  if (known?.isFresh && !known.records.some(isActive)) return known.records
  const stored = await state.read(session.id)
  if (!stored) return known?.records
  setAside(runtime, session.id, stored)
  const records = validRecords(stored.workflows)
  const wasActive = session.journal.refresh().inserts.at(-1)?.text.includes(BLOCK_START) ?? false
  if (stored.workflows.kind === "valid" && records.length === 0 && wasActive)
    runtime.notifyOnce(`lost state ${session.id}`, lostToast)
  session.workflows = { records, isFresh: true }
  return records
}

/** What the newest insert says of workflows: it holds until they are known. */
export function standingBlock({ journal }: Session): string {
  const text = journal.refresh().inserts.at(-1)?.text ?? ""
  const [start, end] = [text.indexOf(BLOCK_START), text.indexOf(BLOCK_END)]
  return start < 0 || end < start ? "" : text.slice(start, end + BLOCK_END.length)
}

/** Of the limit, the most that the block fills. */
const BLOCK_SHARE = 0.1

/** What a request with such a limit says of active workflows; empty where none is. */
export async function workflowBlock(
  { config, meter, sources }: Runtime,
  records: readonly WorkflowRecord[],
  limit: number,
): Promise<string> {
  const active = records.filter(isActive)
  if (active.length === 0) return ""
  const available = await sources.all()
  const drifted = active.filter((record) =>
    hasDrifted(record, available.find(({ slug }) => slug === record.slug)?.read()),
  )
  return renderBlock({
    records,
    available,
    drifted: new Set(drifted.map(({ id }) => id)),
    tokens: Math.min(config.workflows.maxTokens, BLOCK_SHARE * limit),
    count: (text) => meter.measure(text).tokens,
  })
}

/** Whether a workflow's source says something else than at the invocation. */
export const hasDrifted = (record: WorkflowRecord, latest: string | undefined): boolean =>
  isActive(record) && latest !== undefined && digest(latest) !== record.snapshot.digest

const DAY_MS = 86_400_000
const IDLE_DAYS = 7

/** Nobody may remember a workflow that nothing has happened to for days. */
export function tellIdle(
  { clock, notifyOnce }: Runtime,
  session: Session,
  records: readonly WorkflowRecord[],
): void {
  for (const { id, updated } of records.filter(isActive)) {
    const days = Math.floor((clock() - updated) / DAY_MS)
    if (days >= IDLE_DAYS) notifyOnce(`idle ${session.id} ${id}`, idleToast({ id, days }))
  }
}
