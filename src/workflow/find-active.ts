import { isActive } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"
import { noneActive, notActive, whichOne } from "./texts.ts"

export type Found =
  | { readonly ok: true; readonly record: WorkflowRecord }
  | { readonly ok: false; readonly refusal: string }

/** The active workflow of that id; its slug is enough, or nothing, where that leaves no choice. */
export function findActive(records: readonly WorkflowRecord[], name: string | undefined): Found {
  const active = records.filter(isActive)
  const ids = active.map(({ id }) => id)
  if (active.length === 0) return { ok: false, refusal: noneActive }
  const meant =
    name === undefined
      ? active
      : active.filter(({ id, slug }) => id === name || (slug === name && !ids.includes(name)))
  const [record, ...others] = meant
  if (!record) return { ok: false, refusal: notActive({ name: name ?? "", ids }) }
  return others.length === 0
    ? { ok: true, record }
    : { ok: false, refusal: whichOne(meant.map(({ id }) => id)) }
}
