import type { Edit } from "./edit.ts"
import { countMessages } from "./forecast.ts"
import type { Anchor } from "./forecast.ts"
import type { Insert } from "./insert.ts"
import type { Meter } from "./meter.ts"
import type { GrowthSample } from "./model-profile.ts"
import type { Rendition } from "./replay-edits.ts"
import { sameModel } from "./transcript.ts"
import type { Transcript } from "./transcript.ts"

export interface GrowthInput {
  readonly transcript: Transcript
  readonly anchor: Anchor
  readonly view: ReadonlyMap<string, Rendition>
  readonly edits: readonly Edit[]
  readonly inserts: readonly Insert[]
  readonly meter: Meter
}

/**
 * How the reported prompt grew from the request before the anchor to the anchor, beside what we
 * count for the same messages; undefined where something else changed in between.
 */
export function growthSample({
  transcript,
  anchor,
  view,
  edits,
  inserts,
  meter,
}: GrowthInput): GrowthSample | undefined {
  const { messages } = transcript
  const previous = messages
    .slice(0, anchor.index)
    .findLastIndex((message) => message.role === "assistant")
  const earlier = messages[previous]
  if (!earlier?.usage || earlier.summary || !sameModel(earlier.model, anchor.message.model))
    return undefined
  const between = new Set(messages.slice(previous, anchor.index).map((message) => message.id))
  const changed = new Set(
    edits.flatMap(({ at, target }) => (between.has(at) ? target.message : [])),
  )
  if (changed.size > 0 && messages.slice(0, previous).some(({ id }) => changed.has(id)))
    return undefined
  if (inserts.some(({ after }) => between.has(after))) return undefined
  const counted = countMessages({ messages: messages.slice(previous, anchor.index), view, meter })
  const reported = (anchor.message.usage?.prompt ?? 0) - earlier.usage.prompt
  return { reported, counted }
}
