import { createCodeFence } from "../../session/code-fence.ts"
import { headOf } from "../../session/cut-text.ts"
import type { CapResultInput } from "./cap-result.ts"
import { clipLine } from "./clip-line.ts"
import { isCritical, isHeading } from "./line-worth.ts"
import { resultFigures } from "./wave-texts.ts"

/** Tokens that the outcome keeps before the path gets any: a few words. */
const LEAST_OUTCOME = 12
const WITH_PATH = 3
/** Of a sentence no more characters are looked at. */
const LONGEST_SENTENCE = 400

/**
 * A result by file: its outcome, its figures, its path. The figures are the least; the path is left
 * out where it would leave no words of the outcome, because the handle leads to the whole as well.
 */
export function threeLines({ text, cap, count, pointer }: CapResultInput): string {
  const lines = text.split(/\r?\n/)
  const figures = resultFigures({ ...pointer, critical: lines.filter(isCritical).length })
  const room = cap.tokens - count(figures) - 1
  const pathCost = count(pointer.path) + 1
  const hasPath = (cap.lines ?? WITH_PATH) >= WITH_PATH && pathCost + LEAST_OUTCOME <= room
  const path = hasPath ? [pointer.path] : []
  const outcome = clipLine({
    line: outcomeOf(lines),
    characters: Math.min(LONGEST_SENTENCE, cap.offload?.previewChars ?? Infinity),
    tokens: path.length === 0 ? room - 1 : room - pathCost - 1,
    count,
    keepsEnd: false,
  })
  return [...(outcome === "" ? [] : [outcome]), figures, ...path].join("\n")
}

/** The first sentence that tells something, without the mark of a list before it. */
function outcomeOf(lines: readonly string[]): string {
  const isInCode = createCodeFence()
  const said = lines.filter((line) => {
    const isCode = isInCode(line)
    return !isCode && SAYS.test(line)
  })
  const telling =
    said.find((line) => !isHeading({ line, isCode: false }) && !INTRODUCES.test(line)) ??
    said[0] ??
    lines.find((line) => SAYS.test(line)) ??
    ""
  const start = headOf(telling.replace(MARK, ""), LONGEST_SENTENCE).replace(/\s+/g, " ").trim()
  return SENTENCE.exec(start)?.[0] ?? start
}

/** Has a letter or a number in it: rules and fences have none. */
const SAYS = /[\p{L}\p{N}]/u
/** Says that something follows. */
const INTRODUCES = /[:：]\s{0,8}$/
const MARK = /^\s*(?:#{1,6}\s+|[-*+•>]\s+|\d{1,3}[.)]\s+)/
/** Up to its first end that is none of an abbreviation's or a name's. */
const SENTENCE = /^.{12,}?(?:[.!?](?=\s)|[。！？])/u
