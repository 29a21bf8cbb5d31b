import { isErrorLine } from "../telling-lines.ts"
import { declarationRank } from "./code-outline.ts"
import { RANK, rankedLines } from "./entry.ts"
import type { Entry } from "./entry.ts"
import { isForeignFrame, isPlace, placeOf } from "./error-place.ts"

/** What failed and where, then the end, where the outcome stands, and the beginning. */
export function shellOutline(lines: readonly string[]): readonly Entry[] {
  const arePlain = lines.map(isPlain)
  const plain = [...lines.keys()].filter((index) => arePlain[index])
  const head = new Set(plain.slice(0, HEAD_LINES))
  const tail = new Set(plain.slice(-TAIL_LINES))
  const told = new Set<number>()
  const entries = rankedLines(lines, (line, index) => {
    if (isErrorLine(line)) return isFaint(line) ? RANK.faint : RANK.failure
    if (!arePlain[index]) return undefined
    if (isPlace(line) || tail.has(index)) return RANK.main
    return head.has(index) || declarationRank(line) !== undefined ? RANK.side : undefined
  }).map((entry): Entry => {
    const { rank, index } = entry
    const place = rank === RANK.failure ? placeOf({ lines, index, isFailure }) : undefined
    if (!place) return entry
    told.add(place.index)
    return { ...entry, line: `${entry.line} · ${place.text}` }
  })
  const untold = entries.filter(({ index }) => !told.has(index))
  const isSummary = ({ index, line }: Entry): boolean =>
    (tail.has(index) && SUMMARY.test(line)) || FAILED_TEST.test(line)
  // It counts what failed, and has its room first.
  return [...untold.filter(isSummary), ...untold.filter((entry) => !isSummary(entry))]
}

const HEAD_LINES = 2
const TAIL_LINES = 4

/** Frames, echoed source and lists that repeat below: they have the words of a failure only. */
const FAINT =
  /^\s*(?:traceback \(|during handling|error: \|-|name: |some errors have|for more information|[=⎯_-]{3}|(?:\d+\s*)?\||(?:>\s+)?raise\s|throw\s|\/usr\/lib\/|try\s|errors?\s+files?$|note:)|\.\.\. (?:error|fail)$|^\s*[×✕] .{0,200} \(?\d+ ?ms\)?$/i

/** What a run ends with. */
const SUMMARY =
  /(?<!\d)\d+\s(?:\w{1,20}\s)?(?:errors?|fail\w{0,5}|problems?|passed)\b|\bfail\w{0,5}[=:]?\s?\d|\bexit(?:ed)?\b.{0,40}\d/i

/** A line of the list of failed tests, which tells more than what stood above it. */
const FAILED_TEST = /^(?:FAILED|ERROR) \S{1,300}::/

/** Source around a position, and frames of others. */
const isPlain = (line: string): boolean =>
  line.trim() !== "" && !/^\s*(?:\d+\s*)?[|│]/.test(line) && !isForeignFrame(line)

const isFailure = (line: string): boolean => isErrorLine(line) && !isFaint(line)

const isFaint = (line: string): boolean => FAINT.test(line.slice(0, LONGEST_LOOKED_AT))

const LONGEST_LOOKED_AT = 400
