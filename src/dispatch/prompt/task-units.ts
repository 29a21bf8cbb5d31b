import { isDecisionLine, isErrorLine } from "../../session/compact/telling-lines.ts"
import { divideLine, sentencesOf } from "./divide-line.ts"
import { isInvariantLine } from "./invariant-lines.ts"
import { RANK } from "./prompt-unit.ts"
import type { PromptUnit, Rank } from "./prompt-unit.ts"
import { taskLines } from "./task-lines.ts"
import type { TaskLine } from "./task-lines.ts"

/** In a longer line, only the sentences that bind are kept whole, characters. */
const LONGEST_BINDING = 2_000
/** The objective is as much of the first paragraph, characters. */
const OBJECTIVE = 900
/** The ending is so many units of so many characters together. */
const ENDING = { units: 8, characters: 900 }
/** Only the beginning of a longer line is searched for names, characters. */
const LOOKED_AT = 2_000

const FILE_NAME =
  /(?<![\w.@/-])(?:[\w.@-]{1,80}\/[\w.@/-]{1,200}|[\w@-]{1,80}\.(?:[cm]?[jt]sx?|json|md|py|rs|go|java|kt|rb|php|cc?|cpp|cs|h|swift|sh|sql|ya?ml|toml|html|css|vue|svelte))(?!\w)/

/** A task in pieces that can stay or go, in their order, each with its worth. */
export function taskUnits({
  text,
  piece,
}: {
  readonly text: string
  /** Characters that a piece of a long line has at most. */
  readonly piece: number
}): readonly PromptUnit[] {
  // What is said under one heading is not said under another.
  const seenBelow = new Map<number, Set<string>>()
  const isNew = ({ place }: TaskLine, part: string): boolean => {
    const seen = seenBelow.get(place) ?? new Set()
    seenBelow.set(place, seen)
    const { size } = seen
    return seen.add(part.trim()).size > size
  }
  return withEnds(
    taskLines(text).flatMap((line) => unitsOf(line, { piece, isNew: (part) => isNew(line, part) })),
  )
}

interface UnitsOptions {
  readonly piece: number
  readonly isNew: (part: string) => boolean
}

function unitsOf(line: TaskLine, { piece, isNew }: UnitsOptions): readonly PromptUnit[] {
  const { section, glue } = line
  const pieces = (part: string): readonly string[] =>
    part.length > 2 * piece ? divideLine(part, piece) : [part]
  const ranked = rankedPieces(line, { pieces, isNew })
  const [only] = ranked
  if (only && ranked.length === 1) return [{ text: only[0], glue, rank: only[1], section }]
  return ranked.map(([part, rank], index) => ({
    text: part,
    glue: index === ranked.length - 1 ? glue : "",
    rank,
    section,
  }))
}

type RankedPiece = readonly [string, Rank]

function rankedPieces(
  { text, isInvariant, isHeading }: TaskLine,
  {
    pieces,
    isNew,
  }: Pick<UnitsOptions, "isNew"> & { readonly pieces: (part: string) => readonly string[] },
): readonly RankedPiece[] {
  if (!isNew(text)) return pieces(text).map((part) => [part, RANK.repeated])
  if (isInvariant && text.length <= LONGEST_BINDING) return [[text, RANK.reserved]]
  if (isHeading) return pieces(text).map((part) => [part, RANK.heading])
  if (!isInvariant) return pieces(text).map((part) => [part, worthOf(part)])
  const sentences = sentencesOf(text)
  const binds =
    sentences.length > 1 && sentences.some(isInvariantLine) ? isInvariantLine : undefined
  // An item of a list that binds as a whole need not say so in any of its sentences.
  if (!binds) return [[text, RANK.reserved]]
  return sentences.flatMap((sentence): readonly RankedPiece[] =>
    binds(sentence)
      ? [[sentence, isNew(sentence) ? RANK.reserved : RANK.repeated]]
      : pieces(sentence).map((part) => [part, worthOf(part)]),
  )
}

const worthOf = (text: string): Rank => {
  const start = text.slice(0, LOOKED_AT)
  return isErrorLine(start) || isDecisionLine(start) || FILE_NAME.test(start)
    ? RANK.telling
    : RANK.rest
}

/** The first paragraph says what is wanted, and the end often how. */
function withEnds(units: readonly PromptUnit[]): readonly PromptUnit[] {
  const raised = new Map<PromptUnit, Rank>()
  let characters = 0
  for (const unit of units.slice(Math.max(0, units.findIndex(isText)))) {
    characters += unit.text.length
    if (!isText(unit) || characters > OBJECTIVE) break
    raised.set(unit, RANK.objective)
    if (unit.glue === "\n\n") break
  }
  characters = 0
  for (const unit of units.slice(-ENDING.units).toReversed()) {
    characters += unit.text.length
    if (characters > ENDING.characters) break
    if (!raised.has(unit)) raised.set(unit, RANK.ending)
  }
  return units.map((unit) => {
    const rank = raised.get(unit)
    return rank === undefined || rank > unit.rank || unit.rank === RANK.repeated
      ? unit
      : { ...unit, rank }
  })
}

const isText = ({ rank }: PromptUnit): boolean => rank !== RANK.heading
