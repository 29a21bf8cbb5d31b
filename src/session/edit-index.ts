import type { Edit, ReasonCode, Target } from "./edit.ts"
import { messageKey, slotKey, WHOLE_MESSAGE } from "./transcript.ts"

/**
 * The edits of a journal, found by what they stand on, so that those that are void cost later requests
 * nothing. Numbers are places in the list of edits.
 */
export interface EditIndex {
  readonly edits: readonly Edit[]
  /** Of edits with that key. */
  readonly byKey: Map<string, number[]>
  /** Edits that were not found void, by the request that they were decided for. */
  readonly standing: Map<string, Set<number>>
  /** What edits are made for. */
  readonly slots: Map<string, EditedSlot>
  /** Of these, by their message and their part, those of which an edit was found void. */
  readonly voidSlots: Map<string, Map<string, Set<EditedSlot>>>
  /** Edits that were found void, by the newest message then; the latest message is the last. */
  readonly voids: { readonly at: string; readonly edits: number[] }[]
  readonly reasons: Set<ReasonCode>
}

export interface EditedSlot {
  readonly target: Target
  /** Its edits, by the digest of what they were made for. */
  readonly bySource: Map<string, number[]>
}

export const emptyIndex = (edits: readonly Edit[]): EditIndex => ({
  edits,
  byKey: new Map(),
  standing: new Map(),
  slots: new Map(),
  voidSlots: new Map(),
  voids: [],
  reasons: new Set(),
})

/** Takes in the edit at a place of the list. */
export function indexEdit(index: EditIndex, at: number, key: string): void {
  const edit = index.edits[at]
  if (!edit) return
  entryOf(index.byKey, key, () => []).push(at)
  entryOf(index.standing, edit.at, () => new Set()).add(at)
  const slot = entryOf(index.slots, nameOf(edit.target), () => ({
    target: edit.target,
    bySource: new Map<string, number[]>(),
  }))
  entryOf(slot.bySource, edit.source, () => []).push(at)
  index.reasons.add(edit.reason)
}

/** Edits with that key were found void, when that message was the newest. */
export function indexVoid(index: EditIndex, key: string, at: string): void {
  const edits = index.byKey.get(key) ?? []
  for (const place of edits) {
    const edit = index.edits[place]
    const slot = edit && index.slots.get(nameOf(edit.target))
    if (!slot) continue
    index.standing.get(edit.at)?.delete(place)
    // All that go together have to stand; the oldest is gone first.
    const oldest = oldestOf(edit.target)
    const ofMessage = entryOf(index.voidSlots, oldest.message, () => new Map())
    entryOf(ofMessage, partKey(oldest), () => new Set<EditedSlot>()).add(slot)
  }
  // Nearly always the latest; an undo makes an earlier message the newest again.
  const before = index.voids.findLastIndex((one) => one.at <= at)
  if (index.voids[before]?.at === at) index.voids[before]?.edits.push(...edits)
  else index.voids.splice(before + 1, 0, { at, edits: [...edits] })
}

const oldestOf = (target: Target): Target =>
  target.field === WHOLE_MESSAGE
    ? { ...target, message: target.also?.[0] ?? target.message }
    : target

const partKey = ({ message, part, field }: Target): string =>
  field === WHOLE_MESSAGE ? messageKey(message) : slotKey(message, part, field)

/** What is summarized together is something else than each message of it. */
const nameOf = (target: Target): string =>
  target.field === WHOLE_MESSAGE
    ? [partKey(target), ...(target.also ?? [])].join("\n")
    : partKey(target)

function entryOf<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
