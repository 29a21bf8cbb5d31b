import { headOf, tailOf } from "../../session/cut-text.ts"
import { CUT_OFF, LEFT_OUT } from "./wave-texts.ts"

export interface ClipLineInput {
  readonly line: string
  /** Most characters that may stay. */
  readonly characters: number
  /** Most tokens that may stay. */
  readonly tokens: number
  readonly count: (text: string) => number
  /** Whether its end stays as well as its beginning. */
  readonly keepsEnd: boolean
}

/** With fewer characters a line says nothing. */
const LEAST = 8
/** Of what stays of a line, this share is its beginning. */
const HEAD_SHARE = 0.6
/** To this share a line that is still too long is shortened at least. */
const STEP = 0.97

/** The line as far as it fits, or "" where nothing sensible of it does. */
export function clipLine({ line, characters, tokens, count, keepsEnd }: ClipLineInput): string {
  if (line.length <= characters && count(line) <= tokens) return line
  let most = Math.floor(Math.min(line.length, characters))
  while (most >= LEAST) {
    const clipped = keepsEnd ? withoutMiddle(line, most) : withoutEnd(line, most)
    const counted = count(clipped)
    if (counted <= tokens) return clipped
    most = Math.floor(Math.min(most * STEP, (most * tokens) / counted))
  }
  return ""
}

const withoutEnd = (line: string, most: number): string =>
  `${headOf(line, most - CUT_OFF.length).trimEnd()}${CUT_OFF}`

function withoutMiddle(line: string, most: number): string {
  const room = most - LEFT_OUT.length
  const head = Math.ceil(room * HEAD_SHARE)
  return `${headOf(line, head).trimEnd()}${LEFT_OUT}${tailOf(line, room - head).trimStart()}`
}
