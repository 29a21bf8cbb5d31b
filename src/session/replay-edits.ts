import { DENSE_VERSION } from "./dense.ts"
import type { Edit, Target } from "./edit.ts"
import { countPayloads } from "./count-payloads.ts"
import type { Meter, Payload } from "./meter.ts"
import { messageKey, placeFinder, slotKey, WHOLE_MESSAGE } from "./transcript.ts"
import type { Message, Place, ToolInput, Transcript } from "./transcript.ts"
import { mayReplace } from "./whole-messages.ts"

/** What stands at a slot after edits. */
export interface Rendition {
  readonly edit: Edit
  readonly digest: string
  readonly tokens: number
  readonly content: RenditionContent
}

export type RenditionContent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "input"; readonly input: ToolInput }
  | { readonly kind: "drop" }

export interface ReplayInput {
  readonly transcript: Transcript
  /** In file order: of two edits that contradict each other the first holds. */
  readonly edits: readonly Edit[]
  readonly meter: Meter
  /** Messages of the session, where the transcript is only a part of it. */
  readonly history?: ReadonlySet<string> | undefined
}

export interface Replayed {
  readonly view: ReadonlyMap<string, Rendition>
  readonly applied: readonly Edit[]
  /** Edits whose target stands in this request with content they were not made for. */
  readonly stale: readonly Edit[]
  /** Edits whose target is not in this request, though the request they were decided for is. */
  readonly absent: readonly Edit[]
}

/** Puts earlier decisions onto today's messages: same edits, same messages, same bytes. */
export function replayEdits({ transcript, edits, meter, history }: ReplayInput): Replayed {
  const view = new Map<string, Rendition>()
  const applied: Edit[] = []
  const stale: Edit[] = []
  const absent: Edit[] = []
  const findPlace = placeFinder(transcript)
  const present = history ?? new Set(transcript.messages.map((message) => message.id))
  for (const edit of edits) {
    // With the request an edit was decided for, an undo took away what stands "below".
    if (!present.has(edit.at)) continue
    const place = findPlace(edit.target)
    if (!place) {
      absent.push(edit)
      continue
    }
    const isFold = edit.target.field === WHOLE_MESSAGE
    // Another process folded the step first: its parts are not sent any more.
    if (isFold ? !mayReplace(edit, view) : view.has(messageKey(edit.target.message))) continue
    const rendition = renderEdit({ edit, place, meter, view, directory: transcript.directory })
    if (!rendition) {
      const key = slotKey(edit.target.message, edit.target.part, edit.target.field)
      // An edit that lost to an earlier one of another process changes nothing, and what the host's
      // prune cleared carries the date of that.
      if (!view.has(key) && !isCleared(place)) stale.push(edit)
      continue
    }
    // What a fold saves depends on the edits of parts before it, which two processes may both make.
    applied.push(
      isFold
        ? { ...edit, before: standingTokens({ target: edit.target, place, meter, view }) }
        : edit,
    )
    placeRendition(view, rendition)
  }
  return { view, applied, stale, absent }
}

/** Looks at the whole messages where all of them is meant. */
const isCleared = ({ message, part, also }: Place): boolean =>
  (part ? [part] : [message, ...also].flatMap(({ parts }) => parts)).some(
    (candidate) => candidate.kind === "tool" && candidate.clearedAt !== undefined,
  )

/** What is summarized stands at the last of its messages; the others leave nothing behind. */
export function placeRendition(view: Map<string, Rendition>, rendition: Rendition): void {
  const { target } = rendition.edit
  view.set(slotKey(target.message, target.part, target.field), rendition)
  for (const other of target.field === WHOLE_MESSAGE ? (target.also ?? []) : [])
    view.set(messageKey(other), dropped(rendition.edit))
}

const dropped = (edit: Edit): Rendition => ({
  edit,
  digest: "",
  tokens: 0,
  content: { kind: "drop" },
})

export interface RenderInput {
  readonly edit: Edit
  readonly place: Place
  readonly meter: Meter
  readonly view: ReadonlyMap<string, Rendition>
  readonly directory: string
}

export interface StandingInput extends Pick<RenderInput, "place" | "meter" | "view"> {
  readonly target: Target
}

/**
 * Digest of what stands at a place. Messages that are replaced whole are known by what the host built
 * them of: earlier edits do not matter any more.
 */
export function standingDigest({ target, place, meter, view }: StandingInput): string {
  const { message, part, also } = place
  if (target.field === WHOLE_MESSAGE || !part) return digestMessages([...also, message], meter)
  return (
    view.get(slotKey(target.message, target.part, target.field))?.digest ??
    meter.digest(part, target.field)
  )
}

/** By it messages are known again that are replaced together. */
export const digestMessages = (messages: readonly Message[], meter: Meter): string => {
  const digests = messages.map((message) => meter.messageDigest(message))
  return digests.length === 1 ? digests.join("") : meter.measure(digests.join("\n")).digest
}

/** Counted tokens of what stands at a place; of messages that are replaced whole, what that saves. */
export function standingTokens({ target, place, meter, view }: StandingInput): number {
  const { message, part, also } = place
  if (target.field === WHOLE_MESSAGE || !part)
    return [message, ...also].reduce((sum, one) => sum + countStanding(one, view, meter), 0)
  return (
    view.get(slotKey(message.id, part.id, target.field))?.tokens ?? meter.tokens(part, target.field)
  )
}

const countStanding = (
  message: Message,
  view: ReadonlyMap<string, Rendition>,
  meter: Meter,
): number => view.get(messageKey(message.id))?.tokens ?? countPayloads({ message, view, meter })

/** The rendition an edit makes, or undefined when it was made for other content. */
export function renderEdit({
  edit,
  place,
  meter,
  view,
  directory,
}: RenderInput): Rendition | undefined {
  if (standingDigest({ target: edit.target, place, meter, view }) !== edit.source) return undefined
  const { replacement } = edit
  switch (replacement.kind) {
    case "dense": {
      if (replacement.version !== DENSE_VERSION || !place.part) return undefined
      return rendered(edit, meter.dense(place.part, directory), (text) => ({ kind: "text", text }))
    }
    case "text":
      return rendered(edit, meter.measure(replacement.text), (text) => ({ kind: "text", text }))
    case "input": {
      const { input } = replacement
      return rendered(edit, meter.measure(JSON.stringify(input)), () => ({ kind: "input", input }))
    }
    case "drop":
      return dropped(edit)
  }
}

const rendered = (
  edit: Edit,
  payload: Payload,
  content: (text: string) => RenditionContent,
): Rendition => ({
  edit,
  tokens: edit.after,
  get digest() {
    return payload.digest
  },
  content: content(payload.text),
})
