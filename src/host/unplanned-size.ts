import { forecastRequest } from "../session/forecast.ts"
import { isRecord } from "../session/is-record.ts"
import type { Meter } from "../session/meter.ts"
import { factorOf } from "../session/model-profile.ts"
import { modelName } from "../session/transcript.ts"
import type { Message, ModelRef } from "../session/transcript.ts"
import { createDecode } from "./decode.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/**
 * Most tokens that messages can have which no plan was made for, whatever they hold: counted where
 * they can be read, and else a token for each byte, because no tokenizer makes more. What cannot even
 * be looked through is without end.
 */
export function unplannedSize(
  { meter, models, directory }: Pick<Runtime, "meter" | "models" | "directory">,
  messages: unknown,
  /** Who is asked, where it is known; else whom the messages name. */
  asked?: ModelRef,
): number {
  try {
    const all: readonly unknown[] = Array.isArray(messages) ? messages : [messages]
    const known = all.map((message) => readMessage(meter, message))
    const read = known.filter((message) => message !== undefined)
    const model = asked ?? read.findLast(({ model: { modelID } }) => modelID !== "")?.model
    const { tokens } = forecastRequest({
      transcript: { sessionID: "", directory, messages: read },
      view: new Map(),
      anchor: undefined,
      meter,
      // What was learned may be too little: this is an upper bound.
      factor: model
        ? Math.max(1, factorOf(models.get(modelName(model)), model.modelID))
        : MOST_FACTOR,
      overhead: 0,
      system: 0,
    })
    const unread = all.filter((_, index) => !known[index])
    return unread.reduce<number>((sum, message) => sum + bytesOf(message), tokens)
  } catch {
    return Infinity
  }
}

/** The host's own words around the head of a compaction, tokens. */
const HEAD_FRAME = 6_000

/** Most tokens of the summarizer's request, where the head and an earlier summary have so many. */
export const unplannedHead = (
  { compaction }: Pick<Session, "compaction">,
  tokens: number,
): number => HEAD_FRAME + tokens + MOST_FACTOR * (compaction?.added ?? 0)

/** A message that can be counted. */
function readMessage(meter: Meter, message: unknown): Message | undefined {
  if (!isRecord(message) || !isRecord(message["info"]) || !Array.isArray(message["parts"]))
    return undefined
  try {
    const { info, parts } = message
    const [known] = createDecode()([{ info, parts }], { sessionID: "", directory: "" }).messages
    return known && Number.isFinite(meter.message(known)) ? known : undefined
  } catch {
    return undefined
  }
}

/** Real tokens per counted token where no model is known. */
export const MOST_FACTOR = 1.5

/** Bytes of all texts, names and numbers that a value holds, as they would be sent. */
function bytesOf(value: unknown, around = new Set<unknown>()): number {
  if (typeof value === "string") return Buffer.byteLength(JSON.stringify(value))
  if (typeof value !== "object" || value === null) return String(value).length
  if (around.has(value)) return 0
  around.add(value)
  let sum = MARKS
  for (const [name, inner] of Object.entries(value))
    sum += Buffer.byteLength(name) + MARKS + bytesOf(inner, around)
  around.delete(value)
  return sum
}

/** What stands around a value in JSON, bytes. */
const MARKS = 4
