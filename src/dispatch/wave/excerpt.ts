import type { CapResultInput } from "./cap-result.ts"
import { pickLines } from "./pick-lines.ts"
import type { PickedLine, Room } from "./pick-lines.ts"
import { omissionNote, wholeResultLine } from "./wave-texts.ts"

/** The path stands below an excerpt where it takes at most this share of its tokens. */
const PATH_SHARE = 0.5
/** With fewer lines than this there is no room for a path beside the note and one line. */
const LEAST_LINES = 3
/** A text with many lines is not filled by less than so many of them. */
const FEWEST_LINES = 8
/** No line is clipped to fewer characters than this because there are many. */
const LEAST_LINE = 120

/**
 * The lines of a result that are worth most, in their order, with one note for all that is left
 * out. With no room even for that note, it stands alone.
 */
export function excerpt({ text, cap, count, pointer }: CapResultInput): string {
  const lines = text.trimEnd().split(/\r?\n/)
  const most = cap.lines ?? Infinity
  const pathLine = wholeResultLine(pointer)
  const keepsPath = most >= LEAST_LINES && count(pathLine) + 1 <= PATH_SHARE * cap.tokens
  const below = keepsPath ? [pathLine] : []
  const largest = { count: text.length, of: text.length, unit: "character" } as const
  const note = omissionNote({ ...largest, handle: pointer.handle })
  const room: Room = {
    lines: Math.min(most - 1 - below.length, cap.offload ? cap.offload.previewLines : Infinity),
    tokens: cap.tokens - [note, ...below].reduce((sum, line) => sum + count(line) + 1, 0),
    characters: cap.offload ? cap.offload.previewChars : Infinity,
  }
  const longest = longestLine({ text, lines, room, tokens: pointer.tokens })
  const picked = [...pickLines({ lines, room, longest, count })]
  for (;;) {
    const capped = [...withNote({ text, lines, picked, handle: pointer.handle }), ...below].join(
      "\n",
    )
    // Lines joined may count a little more than one by one: the least worth goes first.
    if (picked.length === 0 || count(capped) <= cap.tokens) return capped
    picked.pop()
  }
}

/** Few lines share the room among them; of many, none takes more than a fair part. */
function longestLine({
  text,
  lines,
  room,
  tokens,
}: {
  readonly text: string
  readonly lines: readonly string[]
  readonly room: Room
  readonly tokens: number
}): number {
  const characters = Math.min(room.characters, (room.tokens * text.length) / Math.max(1, tokens))
  const sharing = Math.min(FEWEST_LINES, lines.filter((line) => line.trim() !== "").length)
  return Math.max(LEAST_LINE, Math.floor(characters / Math.max(1, sharing)))
}

/** The note stands where most is left out. */
function withNote({
  text,
  lines,
  picked,
  handle,
}: {
  readonly text: string
  readonly lines: readonly string[]
  readonly picked: readonly PickedLine[]
  readonly handle: string
}): readonly string[] {
  const inOrder = picked.toSorted((one, other) => one.index - other.index)
  // Blank lines say nothing, so none of them is left out.
  const filled = [...lines.keys()].filter((index) => lines[index]?.trim() !== "")
  const omitted = filled.length - picked.length
  const clipped = picked.reduce(
    (sum, line) => sum + (lines[line.index]?.length ?? 0) - line.text.length,
    0,
  )
  const note =
    omitted > 0
      ? omissionNote({ count: omitted, of: filled.length, unit: "line", handle })
      : omissionNote({ count: clipped, of: text.length, unit: "character", handle })
  const at = largestGap({ inOrder, filled })
  const texts = inOrder.map((line) => line.text)
  return [...texts.slice(0, at), note, ...texts.slice(at)]
}

/** Before which of these lines most lines are left out; behind the last where that is the end. */
function largestGap({
  inOrder,
  filled,
}: {
  readonly inOrder: readonly PickedLine[]
  /** Places of the lines that say something. */
  readonly filled: readonly number[]
}): number {
  const ranks = new Map(filled.map((index, rank) => [index, rank]))
  const shown = inOrder.map(({ index }) => ranks.get(index) ?? 0)
  const gaps = [...shown, filled.length].map((rank, at) => rank - (shown[at - 1] ?? -1) - 1)
  const largest = gaps.reduce((most, gap) => Math.max(most, gap), 0)
  // With no line left out, only clipped, the note stands at the end.
  return largest === 0 ? inOrder.length : gaps.indexOf(largest)
}
