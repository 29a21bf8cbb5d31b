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

/** Head and tail of a text by whole lines where it has them, with a note between. */
export function shorten({ text, tokens, size, handle, count }: ShortenInput): string {
  const keep = Math.max(0, tokens - count(gap({ lines: 99_999, handle })) - 2)
  let characters = Math.floor((text.length * keep) / Math.max(1, size))
  for (;;) {
    const short = cut({
      text,
      head: Math.floor(characters * HEAD_SHARE),
      tail: Math.floor(characters * (1 - HEAD_SHARE)),
      handle,
    })
    if (characters < 8 || count(short) <= tokens) return short
    characters = Math.floor(characters * 0.8)
  }
}

function cut({
  text,
  head,
  tail,
  handle,
}: {
  text: string
  head: number
  tail: number
  handle: string
}): string {
  const start = wholeLines(headOf(text, head), "head")
  const end = wholeLines(tailOf(text, tail), "tail")
  const between = text.slice(start.length, text.length - end.length)
  return [
    start.replace(/\n$/, ""),
    gap({ lines: between.split("\n").filter((line) => line !== "").length, handle }),
    end.replace(/^\n/, ""),
  ]
    .filter((piece) => piece !== "")
    .join("\n")
}

/** A cut line is dropped when that costs little of the piece. */
function wholeLines(piece: string, side: "head" | "tail"): string {
  const edge = side === "head" ? piece.lastIndexOf("\n") : piece.indexOf("\n")
  if (edge < 0) return piece
  const lines = side === "head" ? piece.slice(0, edge + 1) : piece.slice(edge)
  return lines.length >= piece.length / 2 ? lines : piece
}
