import { headOf, tailOf } from "./cut-text.ts"
import { gap } from "./texts.ts"

export interface ShortenInput {
  readonly text: string
  /** Most tokens that may stay. */
  readonly tokens: number
  /** Tokens of the whole text. */
  readonly size: number
  readonly handle: string
  readonly count: (text: string) => number
}

/** Of what stays, this share is the head: results put their outcome at the end, files at the start. */
const HEAD_SHARE = 0.6
/** Filled to this share, a text is not filled further. */
const ENOUGH = 0.97
/** Where its ends have more tokens a character than the rest, or fewer, so often it is cut anew. */
const ROUNDS = 10

/** Head and tail of a text by whole lines where it has them, with a note between: as much as may stay. */
export function shorten({ text, tokens, size, handle, count }: ShortenInput): string {
  const note = gap({ lines: filledLines(text), handle })
  const noteSize = count(note)
  let fitting: Ends | undefined
  let [low, high] = [0, text.length]
  let characters = Math.floor((text.length * (tokens - noteSize)) / Math.max(1, size))
  for (let round = 0; round < ROUNDS && characters > low && characters < high; round++) {
    const ends = endsOf(text, characters)
    const used = count(joined(ends, note))
    if (used > tokens) high = characters
    else {
      fitting = ends
      low = characters
      if (used >= ENOUGH * tokens) break
    }
    const next = Math.floor((characters * (tokens - noteSize)) / Math.max(1, used - noteSize))
    characters = next > low && next < high ? next : Math.floor((low + high) / 2)
  }
  const { head, tail } = fitting ?? { head: "", tail: "" }
  const between = text.slice(head.length, text.length - tail.length)
  return joined({ head, tail }, gap({ lines: filledLines(between), handle }))
}

interface Ends {
  readonly head: string
  readonly tail: string
}

const endsOf = (text: string, characters: number): Ends => ({
  head: wholeLines(headOf(text, Math.floor(characters * HEAD_SHARE)), "head"),
  tail: wholeLines(tailOf(text, Math.floor(characters * (1 - HEAD_SHARE))), "tail"),
})

const joined = ({ head, tail }: Ends, note: string): string =>
  [head.replace(/\n$/, ""), note, tail.replace(/^\n/, "")]
    .filter((piece) => piece !== "")
    .join("\n")

const filledLines = (text: string): number => text.split("\n").filter((line) => line !== "").length

/** A cut line is dropped when that costs little of the piece. */
function wholeLines(piece: string, side: "head" | "tail"): string {
  const edge = side === "head" ? piece.lastIndexOf("\n") : piece.indexOf("\n")
  if (edge < 0) return piece
  const lines = side === "head" ? piece.slice(0, edge + 1) : piece.slice(edge)
  return lines.length >= piece.length / 2 ? lines : piece
}
