import { MESSAGE_FRAME } from "./meter.ts"
import type { Meter } from "./meter.ts"
import type { Transcript } from "./transcript.ts"

/**
 * Text of ours in a request. It stands behind the message that was the newest when it was placed,
 * and stays there until it says something else, so that a provider's cached prefix breaks only then.
 */
export interface Insert {
  /** The message it stands behind. */
  readonly after: string
  /** Empty: from this message on nothing is inserted. */
  readonly text: string
  /** Counted tokens with the framing of a message. */
  readonly tokens: number
}

export interface PlaceInsertInput {
  /** What the request has to say; empty where nothing. */
  readonly text: string
  /** Inserts so far, in the order they were placed. */
  readonly inserts: readonly Insert[]
  readonly transcript: Transcript
  readonly meter: Meter
}

export interface PlacedInsert {
  /** What this request carries. */
  readonly insert: Insert | undefined
  /** What the journal does not know yet. */
  readonly fresh: Insert | undefined
}

/** The insert where it stood, or anew behind the newest message where its text or place has changed. */
export function placeInsert({ text, inserts, transcript, meter }: PlaceInsertInput): PlacedInsert {
  const { messages } = transcript
  const last = inserts.at(-1)
  const stands = last?.text === text && messages.some(({ id }) => id === last.after)
  if (stands || (text === "" && (last?.text ?? "") === ""))
    return { insert: text === "" ? undefined : last, fresh: undefined }
  const fresh: Insert = {
    after: messages.at(-1)?.id ?? "",
    text,
    tokens: text === "" ? 0 : meter.measure(text).tokens + MESSAGE_FRAME,
  }
  return { insert: text === "" ? undefined : fresh, fresh }
}

/** Counted tokens of inserts in a request. */
export interface Inserted {
  readonly now: number
}

export const NONE_INSERTED: Inserted = { now: 0 }
