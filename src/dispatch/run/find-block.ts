import { fenceAfter } from "../../session/code-fence.ts"
import { BEGIN_MARKER, END_MARKER } from "./contract.ts"

/** A pair of markers with what stands between them. */
export interface FoundBlock {
  readonly block: string
  readonly body: string
  /** In a fence or indented, as quotations are, and as some models write their own. */
  readonly isQuoted: boolean
  /** Nothing is said behind it. */
  readonly isLast: boolean
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

const INDENTED = /^(?: {4}|\t)/
/** Decoration and the end of a fence. */
const UNSAID = /^[\s*_`~.:]*$/

/** Positions of a marker, with what surrounds it on the side of the JSON. */
interface Place {
  readonly from: number
  readonly until: number
}

/** A block that has begun, with the fence that was open there. */
interface OpenBlock extends Place {
  readonly fence: string
  readonly isQuoted: boolean
}

/**
 * Finds the blocks of an answer: an end with the nearest beginning before it. A marker stands alone on
 * its line, but for the JSON itself: one that is quoted in a sentence, or inside a string of the JSON,
 * is none.
 */
export function findBlocks(text: string): FoundBlocks {
  const blocks: FoundBlock[] = []
  let [begins, ends, at, fence] = [0, 0, 0, ""]
  let open: OpenBlock | undefined
  for (const line of text.split("\n")) {
    const begin = beginOf(line)
    const end = endOf(line, begin?.until ?? 0)
    fence = fenceAfter(fence, line)
    if (begin) {
      const isFenced = fence !== "" || line.slice(0, begin.from).includes(FENCE_ENDS)
      open = {
        from: at + begin.from,
        until: at + begin.until,
        fence,
        isQuoted: isFenced || INDENTED.test(line),
      }
      begins++
    }
    if (end) {
      if (open) {
        blocks.push({
          block: text.slice(open.from, at + end.until),
          body: withoutFence(text.slice(open.until, at + end.from).trim()),
          isQuoted: open.isQuoted,
          isLast: UNSAID.test(text.slice(at + end.until)),
        })
        // Fences around the JSON are no matter of what stands around the block.
        fence = line.trimEnd().endsWith(FENCE_ENDS) ? "" : open.fence
      }
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
