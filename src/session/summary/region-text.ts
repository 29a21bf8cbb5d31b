import type { Draft } from "../draft.ts"
import type { Meter } from "../meter.ts"
import { shorten } from "../shorten.ts"
import { visibleText } from "../quote.ts"
import { standingText } from "../standing-text.ts"
import { clip } from "../texts.ts"
import { withoutMarks } from "./without-marks.ts"
import { messageKey } from "../transcript.ts"
import type { Message, Part } from "../transcript.ts"
import { membersOf } from "../whole-messages.ts"
import type { Region } from "./choose-region.ts"

/** One message as the summarizer reads it. */
export interface RegionPiece {
  readonly text: string
  /** Counted tokens. */
  readonly tokens: number
}

/** The earlier summaries in a region, which a new one is to continue. */
export function earlierSummary({ messages, draft }: Region): string | undefined {
  const standing = messages.flatMap(({ id }) => {
    const rendition = draft.view.get(messageKey(id))
    return rendition?.edit.reason === "summarized" && rendition.content.kind === "text"
      ? [withoutMarks(rendition.content.text)]
      : []
  })
  return standing.length > 0 ? standing.join("\n\n") : undefined
}

/**
 * What happened up to the end of the region, oldest first, with all that users said: the first
 * request is the task. Steps of an earlier summary are left out; those that only became a line are
 * told in full again.
 */
export function regionPieces({ messages, draft }: Region, meter: Meter): readonly RegionPiece[] {
  const members = new Set(messages)
  const all = draft.transcript.messages
  const last = all.findLastIndex((message) => members.has(message))
  return all
    .slice(0, last + 1)
    .filter(
      (message) =>
        (members.has(message) && !isSummarized(message, draft)) || message.role === "user",
    )
    .flatMap((message): RegionPiece[] => {
      const text = messageText(message, draft)
      return text === "" ? [] : [{ text, tokens: meter.measure(text).tokens }]
    })
}

const isSummarized = ({ id }: Message, { view }: Draft): boolean => {
  const edit = view.get(messageKey(id))?.edit
  return edit !== undefined && membersOf(edit.target).length > 1
}

const messageText = (message: Message, draft: Draft): string =>
  message.parts
    .map((part) => partText(message, part, draft))
    .filter((text) => text !== "")
    .join("\n")

/** Reasoning is left out: what it came to stands in what was said and done. */
function partText(message: Message, part: Part, draft: Draft): string {
  if (part.kind === "text")
    return `[${part.origin ?? message.role}] ${quoted(standingText(draft, { message, part, field: "text" }))}`
  if (part.kind !== "tool") return ""
  const input = standingText(draft, { message, part, field: "input" })
  const output = standingText(draft, { message, part, field: "output" })
  return `[${toolLabel(part.tool)}] ${quoted(input)}\n[${part.status === "failed" ? "error" : "result"}] ${quoted(output)}`
}

/** What begins a piece that is no call; a tool may have any name. */
const LABELS = new Set(["user", "assistant", "host", "result", "error"])
const LONGEST_TOOL = 80

function toolLabel(tool: string): string {
  const name = clip(tool, LONGEST_TOOL)
  return LABELS.has(name.toLowerCase()) ? `tool ${name}` : name
}

/** No line of a text can pass for the beginning of another piece. */
const quoted = (text: string): string => visibleText(text).replaceAll(BEGINS, " ")

/** A bracket, or what looks like one. */
const BEGINS = /^(?=[[［﹇【〔〖〚⟦❲⁅]|&(?:#|l))/gm

export interface ChunkInput {
  readonly pieces: readonly RegionPiece[]
  /** Most counted tokens of one chunk. */
  readonly size: number
  readonly count: (text: string) => number
}

/** The pieces in as few requests as their size allows; a piece that is too long is shortened. */
export function chunkPieces({ pieces, size, count }: ChunkInput): readonly string[] {
  const chunks: string[][] = []
  const between = count(BETWEEN)
  let left = 0
  for (const piece of pieces) {
    const text =
      piece.tokens > size
        ? shorten({ text: piece.text, tokens: size, size: piece.tokens, handle: UNNAMED, count })
        : piece.text
    const tokens = Math.min(piece.tokens, size)
    if (chunks.length === 0 || tokens > left) {
      chunks.push([])
      left = size
    }
    chunks.at(-1)?.push(text)
    left -= tokens + between
  }
  return chunks.map((texts) => texts.join(BETWEEN))
}

const BETWEEN = "\n\n"

/** The summarizer has no tool that could follow a handle. */
const UNNAMED = "00000000"
