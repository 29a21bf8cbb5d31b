import fs from "node:fs"
import path from "node:path"
import { asRecord } from "../session/is-record.ts"
import { isActive } from "../workflow/record.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { renderBlock } from "../workflow/render-block.ts"
import * as texts from "../workflow/texts.ts"
import { digest } from "./digest.ts"
import type { Runtime } from "./runtime.ts"
import type { StoredState } from "./session-state.ts"
import type { Session } from "./sessions.ts"
import { takeBack } from "./take-back.ts"

/**
 * The workflows of a session. Read anew with each prompt, and with each request while one is active;
 * where the host does not answer they are as last seen.
 */
export async function workflowsOf(
  runtime: Runtime,
  session: Session,
): Promise<readonly WorkflowRecord[]> {
  const { config, state } = runtime
  if (!config.workflows.enabled) return []
  await takeBack(runtime, session)
  const known = session.workflows
  if (known?.isFresh && !known.records.some(isActive)) return known.records
  const stored = await state.read(session.id)
  if (!stored) return known?.records ?? []
  const records = usable(runtime, session, stored)
  session.workflows = { records, isFresh: true }
  return records
}

/** Only what is valid counts; what is not is told once, and a copy of it is kept. */
function usable(
  runtime: Runtime,
  session: Session,
  { workflows, value }: StoredState,
): readonly WorkflowRecord[] {
  if (workflows.kind === "valid") {
    const wasActive = (session.journal.refresh().inserts.at(-1)?.text ?? "") !== ""
    if (value === undefined && wasActive)
      runtime.notifyOnce(`lost state ${session.id}`, texts.lostToast)
    return workflows.records
  }
  const copy = setAside(runtime, session, value)
  if (copy !== "known")
    runtime.notifyOnce(
      `unusable state ${session.id}`,
      workflows.kind === "newer"
        ? texts.newerToast
        : texts.damagedToast({ cause: workflows.cause, copy }),
    )
  return []
}

/** Folder of damaged states, by session. */
const DAMAGED = "damaged"

/** The file of the copy; undefined where none can be kept, and "known" where there is one already. */
function setAside({ folder }: Runtime, { id }: Session, value: unknown): string | undefined {
  const text = JSON.stringify(value, undefined, 1) ?? ""
  const file = path.join(folder, DAMAGED, `${id.replace(/[^\w.-]/g, "_")}.${digest(text)}.json`)
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
    fs.writeFileSync(file, text, { flag: "wx", mode: 0o600 })
    return file
  } catch (error) {
    return asRecord(error)["code"] === "EEXIST" ? "known" : undefined
  }
}

/** A deleted session leaves nothing behind. */
export function removeDamaged(folder: string, sessionID: string): void {
  const damaged = path.join(folder, DAMAGED)
  if (!fs.existsSync(damaged)) return
  for (const name of fs.readdirSync(damaged))
    if (name.startsWith(`${sessionID.replace(/[^\w.-]/g, "_")}.`))
      fs.rmSync(path.join(damaged, name), { force: true })
}

/** Of the limit, the most that the block fills. */
const BLOCK_SHARE = 0.1

/** What a request says of active workflows; empty where none is. `room` is in counted tokens. */
export async function workflowBlock(
  { config, meter, sources }: Runtime,
  records: readonly WorkflowRecord[],
  room: number,
): Promise<string> {
  const active = records.filter(isActive)
  if (active.length === 0) return ""
  const available = await sources.all()
  const drifted = active.filter(({ slug, snapshot }) => {
    const latest = available.find((source) => source.slug === slug)?.read()
    return latest !== undefined && digest(latest) !== snapshot.digest
  })
  return renderBlock({
    records,
    available,
    drifted: new Set(drifted.map(({ id }) => id)),
    tokens: Math.min(config.workflows.maxTokens, BLOCK_SHARE * room),
    count: (text) => meter.measure(text).tokens,
  })
}

const DAY_MS = 86_400_000
const IDLE_DAYS = 7

/** Nobody may remember a workflow that nothing has happened to for days. */
export function tellIdle({ clock, notifyOnce }: Runtime, records: readonly WorkflowRecord[]): void {
  for (const { id, updated } of records.filter(isActive)) {
    const days = Math.floor((clock() - updated) / DAY_MS)
    if (days >= IDLE_DAYS) notifyOnce(`idle ${id}`, texts.idleToast({ id, days }))
  }
}
