import { isActive } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"
import { noneActive, notActive, whichOne } from "./texts.ts"
import { refused } from "./transition.ts"
import type { Refused } from "./transition.ts"

export type Found = { readonly ok: true; readonly record: WorkflowRecord } | Refused

/** The active workflow of that id; its slug is enough, or nothing, where that leaves no choice. */
export function findActive(records: readonly WorkflowRecord[], name: string | undefined): Found {
  const active = records.filter(isActive)
  const ids = active.map(({ id }) => id)
  if (active.length === 0) return refused(noneActive)
  const meant =
    name === undefined
      ? active
      : active.filter(({ id, slug }) => id === name || (slug === name && !ids.includes(name)))
  const [record, ...others] = meant
  if (!record) return refused(notActive({ name: name ?? "", ids }))
  return others.length === 0 ? { ok: true, record } : refused(whichOne(meant.map(({ id }) => id)))
}
