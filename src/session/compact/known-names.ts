import type { Draft } from "../draft.ts"
import { payloadText } from "../meter.ts"
import { standingText } from "../standing-text.ts"
import { fieldsOf, messageKey, slotKey } from "../transcript.ts"
import type { Field, Part } from "../transcript.ts"
import type { IsKnown } from "./piece.ts"
import { NAME } from "./skeleton.ts"

/**
 * Tells whether a name stands in the request besides the pieces that are being replaced, and
 * remembers the ones it was asked for: a name that one skeleton keeps, no other has to.
 */
export function knownNames({
  draft,
  replaced,
}: {
  readonly draft: Draft
  /** Slot keys. */
  readonly replaced: ReadonlySet<string>
}): IsKnown {
  const known = new Set<string>()
  const learn = (names: Iterable<string>): void => {
    for (const name of names) known.add(name)
  }
  for (const message of draft.transcript.messages) {
    const folded = draft.view.get(messageKey(message.id))?.content
    if (folded?.kind === "text") learn(namesIn(folded.text))
    for (const part of folded ? [] : message.parts)
      for (const field of fieldsOf(part)) {
        const key = slotKey(message.id, part.id, field)
        if (field === "media" || replaced.has(key)) continue
        learn(
          draft.view.has(key)
            ? namesIn(standingText(draft, { message, part, field }))
            : namesOf(part, field),
        )
      }
  }
  return (name) => {
    if (known.has(name)) return true
    known.add(name)
    return false
  }
}

const cache = new WeakMap<Part, Map<Field, ReadonlySet<string>>>()

/** Names of a payload as the host built it, which is searched once. */
function namesOf(part: Part, field: Field): ReadonlySet<string> {
  let fields = cache.get(part)
  if (!fields) cache.set(part, (fields = new Map()))
  const found = fields.get(field) ?? namesIn(payloadText(part, field))
  fields.set(field, found)
  return found
}

const namesIn = (text: string): ReadonlySet<string> =>
  new Set(Array.from(text.matchAll(NAME), ([name]) => name))
