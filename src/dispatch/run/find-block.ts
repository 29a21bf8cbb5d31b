import { BEGIN_MARKER, END_MARKER } from "./contract.ts"

/** A pair of markers with what stands between them. */
export interface FoundBlock {
  readonly block: string
  readonly body: string
}

export interface FoundBlocks {
  /** In the order in which they stand. */
  readonly blocks: readonly FoundBlock[]
  /** How many markers there are, in pairs or not. */
  readonly begins: number
  readonly ends: number
}

/** What models put around a marker: emphasis, code, a heading, the beginning of a fence. */
const DECORATION = /^[\s#*_`]*$/
const CLOSED = /^[\s*_`:.]*(?:json\s*)?$/
const BODY_BEGINS = /^[\s*_`:]*\{/
const BODY_ENDS = /\}[\s*_`]*$/
const FENCE_BEGINS = /^`{3,}[\w-]*/
const FENCE_ENDS = "```"

/** Positions of a marker, with what surrounds it on the side of the JSON. */
interface Place {
  readonly from: number
  readonly until: number
}

/**
 * Finds the blocks of an answer: an end with the nearest beginning before it. A marker stands alone on
 * its line, but for the JSON itself: one that is quoted in a sentence, or inside a string of the JSON,
 * is none.
 */
export function findBlocks(text: string): FoundBlocks {
  const blocks: FoundBlock[] = []
  let [begins, ends, at] = [0, 0, 0]
  let open: Place | undefined
  for (const line of text.split("\n")) {
    const begin = beginOf(line)
    const end = endOf(line, begin?.until ?? 0)
    if (begin) {
      open = { from: at + begin.from, until: at + begin.until }
      begins++
    }
    if (end) {
      if (open)
        blocks.push({
          block: text.slice(open.from, at + end.until),
          body: withoutFence(text.slice(open.until, at + end.from).trim()),
        })
      open = undefined
      ends++
    }
    at += line.length + 1
  }
  return { blocks, begins, ends }
}

function beginOf(line: string): Place | undefined {
  const from = line.indexOf(BEGIN_MARKER)
  if (from < 0 || !DECORATION.test(line.slice(0, from))) return undefined
  const after = from + BEGIN_MARKER.length
  const rest = line.slice(after)
  if (CLOSED.test(rest)) return { from, until: line.length }
  return BODY_BEGINS.test(rest) ? { from, until: after + rest.indexOf("{") } : undefined
}

function endOf(line: string, bodyFrom: number): Place | undefined {
  const at = line.lastIndexOf(END_MARKER)
  const until = at + END_MARKER.length
  if (at < bodyFrom || !CLOSED.test(line.slice(until))) return undefined
  const before = line.slice(bodyFrom, at)
  if (DECORATION.test(before)) return { from: bodyFrom, until }
  return BODY_ENDS.test(before)
    ? { from: bodyFrom + before.lastIndexOf("}") + 1, until }
    : undefined
}

function withoutFence(body: string): string {
  const inside = body.replace(FENCE_BEGINS, "")
  return inside.endsWith(FENCE_ENDS) ? inside.slice(0, -FENCE_ENDS.length) : inside
}
