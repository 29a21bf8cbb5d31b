import type { Edit } from "./edit.ts"
import type { EditedSlot, EditIndex } from "./edit-index.ts"
import { indexOf } from "./journal-state.ts"
import type { JournalState } from "./journal-state.ts"
import type { Meter } from "./meter.ts"
import { placeRendition, renderEdit, standingDigest } from "./replay-edits.ts"
import type { Rendition } from "./replay-edits.ts"
import { fieldsOf, messageKey, placeFinder, slotKey, WHOLE_MESSAGE } from "./transcript.ts"
import type { Message, Transcript } from "./transcript.ts"

export interface SelectInput {
  readonly transcript: Transcript
  readonly journal: Pick<JournalState, "edits" | "voided" | "index">
  readonly meter: Meter
  /** Messages of the session, where the transcript is only a part of it. */
  readonly history?: ReadonlySet<string> | undefined
}

/**
 * The edits of a journal that a request has to look at, in file order: those that were not found void,
 * those found void since the newest answer, whose report they make doubtful, and those that hold again,
 * because an undo was undone. All others change nothing, however many there are.
 */
export function selectEdits({ transcript, journal, meter, history }: SelectInput): readonly Edit[] {
  const index = indexOf(journal)
  const { messages } = transcript
  const present = history ?? new Set(messages.map(({ id }) => id))
  const chosen = new Set<number>()
  for (const id of present) for (const at of index.standing.get(id) ?? []) chosen.add(at)
  const answer = messages.findLast(({ usage, summary }) => usage !== undefined && !summary)?.id
  for (const at of answer === undefined ? [] : voidSince(index, answer)) chosen.add(at)
  const holds = holdsAgain({ transcript, index, meter, present })
  for (const message of messages)
    for (const slot of voidSlotsOf(message, index)) for (const at of holds(slot)) chosen.add(at)
  return [...chosen].toSorted((a, b) => a - b).flatMap((at) => index.edits[at] ?? [])
}

function voidSince({ voids }: EditIndex, answer: string): readonly number[] {
  const older = voids.findLastIndex(({ at }) => at < answer)
  return voids.slice(older + 1).flatMap(({ edits }) => edits)
}

/** Slots of a message as it stands: what is not in it any more is not looked for. */
function voidSlotsOf(message: Message, { voidSlots }: EditIndex): readonly EditedSlot[] {
  const slots = voidSlots.get(message.id)
  if (!slots) return []
  const keys = message.parts.flatMap((part) =>
    fieldsOf(part).map((field) => slotKey(message.id, part.id, field)),
  )
  return [...keys, messageKey(message.id)].flatMap((key) => [...(slots.get(key) ?? [])])
}

interface HoldsInput {
  readonly transcript: Transcript
  readonly index: EditIndex
  readonly meter: Meter
  readonly present: ReadonlySet<string>
}

/** Finds the edits of a slot that were made for what stands there, and for what they made of it. */
function holdsAgain({ transcript, index, meter, present }: HoldsInput) {
  const { directory } = transcript
  const findPlace = placeFinder(transcript)
  return ({ target, bySource }: EditedSlot): readonly number[] => {
    const place = findPlace(target)
    if (!place) return []
    const view = new Map<string, Rendition>()
    const madeFor = (): readonly number[] =>
      bySource.get(standingDigest({ target, place, meter, view })) ?? []
    // Messages that are replaced whole are known by what the host built them of.
    if (target.field === WHOLE_MESSAGE) return madeFor()
    // One that another version made, and that cannot be made any more, hides none behind it.
    const nextOf = (candidates: readonly number[]) => {
      for (const at of candidates) {
        const edit = index.edits[at]
        if (!edit || !present.has(edit.at)) continue
        const rendition = renderEdit({ edit, place, meter, view, directory })
        if (rendition) return { at, rendition }
      }
      return undefined
    }
    const chain: number[] = []
    for (;;) {
      const next = nextOf(madeFor().filter((at) => at > (chain.at(-1) ?? -1)))
      if (!next) return chain
      chain.push(next.at)
      placeRendition(view, next.rendition)
    }
  }
}
