import type { Edit } from "./edit.ts"
import { HANDLE_LENGTH } from "./handle.ts"
import { asRecord } from "./is-record.ts"
import { messagePayload, payloadText } from "./meter.ts"
import { recallBadLines, recallBadPattern, recallTruncated, recallUnknown } from "./recall-texts.ts"
import { fieldsOf } from "./transcript.ts"
import type { Field, Media, Message, Part, Transcript } from "./transcript.ts"
import { membersOf } from "./whole-messages.ts"

export interface RecallRequest {
  readonly handle: string
  readonly lines?: string | undefined
  readonly pattern?: string | undefined
}

export interface Recalled {
  readonly text: string
  readonly media: readonly Media[]
}

/** Nothing in the session has this handle. */
export class UnknownHandleError extends Error {
  constructor(handle: string) {
    super(recallUnknown(handle))
    this.name = "UnknownHandleError"
  }
}

/** Bounds of one answer; the rest is asked for by lines or pattern. */
const MAX_CHARS = 24_000
const MAX_LINES = 1_000
/** Each alternative of a pattern is looked for in every line. */
const MOST_ALTERNATIVES = 100
/** A longer line counts as several, so that each part of it can be asked for. */
const LONGEST_LINE = 2_000

/**
 * The original behind a placeholder. Handles are the start of the payload's own digest, so any
 * session that holds the payload can answer, with or without a journal.
 */
export function recall({
  transcript,
  edits,
  request,
  digest,
}: {
  transcript: Transcript
  /** Those of the journal: only they know which steps a summary stands for. */
  edits: readonly Edit[]
  request: RecallRequest
  digest: (text: string) => string
}): Recalled {
  const handle = handleIn(request.handle)
  if (handle.length !== HANDLE_LENGTH) throw new UnknownHandleError(request.handle)
  const digestOf = (part: Part, field: Field): string => digest(payloadText(part, field))
  for (const message of transcript.messages) {
    for (const part of message.parts)
      for (const field of fieldsOf(part))
        if (digestOf(part, field).startsWith(handle)) return recallPayload(part, field, request)
    if (digest(messagePayload(message, digestOf)).startsWith(handle))
      return recallMessages([message], request)
  }
  const summarized = edits.find(
    ({ source, target }) => source.startsWith(handle) && membersOf(target).length > 1,
  )
  if (summarized) {
    const members = new Set(membersOf(summarized.target))
    const steps = transcript.messages.filter(({ id }) => members.has(id))
    if (steps.length > 0) return recallMessages(steps, request)
  }
  throw new UnknownHandleError(request.handle)
}

/** Of a text that is kept whole, what was asked for. */
export const recallText = (text: string, request: RecallRequest): Recalled => ({
  text: select(text, request),
  media: [],
})

function recallPayload(part: Part, field: Field, request: RecallRequest): Recalled {
  if (field !== "media") return { text: select(readable(part, field), request), media: [] }
  const media = part.kind === "media" ? [part] : part.kind === "tool" ? part.media : []
  return { text: media.map(({ mime, name }) => `${mime} ${name}`.trim()).join("\n"), media }
}

/** Steps that were folded or summarized, payload after payload. */
function recallMessages(messages: readonly Message[], request: RecallRequest): Recalled {
  const parts = messages.flatMap((message) => message.parts)
  const text = parts
    .flatMap((part) =>
      fieldsOf(part)
        .filter((field) => field !== "media")
        .map((field) =>
          part.kind === "tool"
            ? `[${part.tool} ${field}]\n${readable(part, field)}`
            : readable(part, field),
        ),
    )
    .join("\n")
  const media = parts.flatMap((part) =>
    part.kind === "media" ? [part] : part.kind === "tool" ? part.media : [],
  )
  return { text: select(text, request), media }
}

const readable = (part: Part, field: Field): string =>
  field === "input" ? readableInput(payloadText(part, field)) : payloadText(part, field)

/** The handle alone, also where a model passes the whole placeholder. */
export const handleIn = (text: string): string =>
  [...text.matchAll(/\brecall\s+([0-9a-f]+)\b/gi)].at(-1)?.[1]?.toLowerCase() ??
  text.trim().toLowerCase()

/** An input as its fields, with real line breaks, so that lines and patterns mean something. */
function readableInput(json: string): string {
  return Object.entries(asRecord(JSON.parse(json)))
    .map(([key, value]) =>
      typeof value === "string" && value.includes("\n")
        ? `${key}:\n${value}`
        : `${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`,
    )
    .join("\n")
}

function select(text: string, { lines, pattern }: RecallRequest): string {
  const all = text
    .split("\n")
    .flatMap(wrapped)
    .map((line, index) => ({ line, number: index + 1 }))
  const ranged = lines ? inRange(all, lines) : all
  // Literal alternatives: a pattern of a model's making must not run as an expression on any text.
  const pieces = (pattern ?? "").toLowerCase().split("|")
  const named = [...new Set(pieces)].filter((piece) => piece !== "")
  if (named.length > MOST_ALTERNATIVES) throw new Error(recallBadPattern(MOST_ALTERNATIVES))
  // Models fill in what they could leave out: an empty pattern is none.
  const wanted = named.length > 0 ? named : undefined
  const chosen = wanted
    ? ranged.filter(({ line }) => {
        const lower = line.toLowerCase()
        return wanted.some((piece) => lower.includes(piece))
      })
    : ranged
  const shown: string[] = []
  let size = 0
  for (const { line, number } of chosen.slice(0, MAX_LINES)) {
    const written = wanted ? `${number}: ${line}` : line
    if (size + written.length > MAX_CHARS && shown.length > 0) break
    shown.push(written)
    size += written.length + 1
  }
  if (shown.length === all.length) return wanted ? shown.join("\n") : text
  return [
    ...shown,
    recallTruncated({ shown: describeShown(chosen.slice(0, shown.length)), total: all.length }),
  ].join("\n")
}

/** Cut between characters, never inside one. */
const wrapped = (line: string): readonly string[] =>
  line.length > LONGEST_LINE ? (line.match(WRAPPED) ?? []) : [line]

const WRAPPED = new RegExp(`[^]{1,${LONGEST_LINE}}`, "gu")

const describeShown = (chosen: readonly { number: number }[]): string =>
  chosen.length === 0
    ? "no line"
    : `${chosen.length} (${chosen[0]?.number} to ${chosen.at(-1)?.number})`

function inRange<T extends { number: number }>(all: readonly T[], lines: string): readonly T[] {
  const found = /^\s*(\d+)\s*(?:[-–:]\s*(\d+)\s*)?$/.exec(lines)
  if (!found) throw new Error(recallBadLines(lines))
  const first = Number(found[1])
  const last = Number(found[2] ?? found[1])
  return all.filter(({ number }) => number >= first && number <= last)
}
