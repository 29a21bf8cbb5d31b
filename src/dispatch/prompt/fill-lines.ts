import { placeholderCost } from "./dropped-section.ts"
import type { DroppedSection } from "./dropped-section.ts"
import { RANK } from "./prompt-unit.ts"
import type { PromptSection, PromptUnit, Rank } from "./prompt-unit.ts"
import { SECTION_NAMES } from "./prompt-texts.ts"
import { renderUnits } from "./render-units.ts"

export interface FillInput {
  readonly units: readonly PromptUnit[]
  /** Tokens that the text may have. */
  readonly goal: number
  readonly count: (text: string) => number
  readonly digest: (text: string) => string
}

/** A text of units; where not even the reserved ones fit, those alone. */
export interface FilledText {
  readonly text: string
  readonly tokens: number
  /** One for each placeholder in the text, in their order. */
  readonly dropped: readonly DroppedSection[]
}

interface Attempt extends FilledText {
  /** Whether nothing was left out. */
  readonly isWhole: boolean
  /** Whether less room would leave no more out. */
  readonly isLeast: boolean
}

/** Filled to this share of the goal, a text is not filled further. */
const ENOUGH = 0.97
/** The tokens of a text are not the sum of its lines': so often the room is corrected by what was measured. */
const ROUNDS = 10
/** Placeholders of sections may take this share of what is not reserved; else one stands for all. */
const PLACEHOLDER_SHARE = 0.25

/** All reserved units and, of the others, the most worth that there is room for, in their order. */
export function fillLines({ units: given, goal, count, digest }: FillInput): FilledText {
  const costs = given.map((): number | undefined => undefined)
  const costOf = (index: number): number => (costs[index] ??= count(given[index]?.text ?? "") + 1)
  const stays = given.map(({ rank }) => rank === RANK.reserved)
  const reserved = stays.reduce((sum, isKept, index) => (isKept ? sum + costOf(index) : sum), 0)
  const mark = placeholderCost(count)
  const { units, sections } = withFewSections(given, ((goal - reserved) * PLACEHOLDER_SHARE) / mark)
  const order = fillersByRank(units)

  const attempt = (room: number): Attempt => {
    const kept = [...stays]
    let left = room - reserved - sections * mark
    let isLeast = true
    for (const indexes of order)
      for (const index of indexes) {
        if (left < 2) break
        if (costOf(index) > left) continue
        left -= costOf(index)
        kept[index] = true
        isLeast = false
      }
    for (const index of trifles({ units, kept, mark, costOf })) kept[index] = true
    const filled = renderUnits({ units, kept, digest })
    return {
      ...filled,
      tokens: count(filled.text),
      isWhole: order.every((indexes) => indexes.every((index) => kept[index])),
      isLeast,
    }
  }

  let [low, high, room] = [0, Infinity, goal]
  let last = { room: 0, tokens: 0 }
  let best: FilledText | undefined
  for (let round = 0; round < ROUNDS && high - low > 1; round++) {
    const { isWhole, isLeast, ...filled } = attempt(room)
    const isFitting = filled.tokens <= goal
    if (isLeast && !isFitting) return filled
    if (isFitting && (!best || filled.tokens > best.tokens)) best = filled
    if (isFitting && (isWhole || filled.tokens >= ENOUGH * goal)) break
    if (isFitting) low = room
    if (!isFitting) high = room
    // Two measures tell how much of more room is filled; after one, all of it is expected to be.
    const share = round > 0 ? (filled.tokens - last.tokens) / (room - last.room) : 1
    const filledShare = share > 0 && share < 1 ? share : 1
    last = { room, tokens: filled.tokens }
    // A rate is not exact: what aims at the goal itself is as often above it.
    const aim = isFitting && filledShare < 1 ? ((1 + ENOUGH) / 2) * goal : goal
    const next = room + (aim - filled.tokens) / filledShare
    room = next > low && next < high ? next : Math.floor((low + high) / 2)
  }
  if (best) return best
  const { isWhole: _, isLeast: __, ...least } = attempt(0)
  return least
}

/** What can stay or go, the most worth first. */
function fillersByRank(units: readonly PromptUnit[]): readonly (readonly number[])[] {
  const byRank = new Map<Rank, number[]>()
  for (const [index, { rank }] of units.entries()) {
    const indexes = byRank.get(rank)
    if (indexes) indexes.push(index)
    else byRank.set(rank, [index])
  }
  return Object.values(RANK)
    .filter((rank) => rank !== RANK.reserved && rank !== RANK.never)
    .map((rank) => byRank.get(rank) ?? [])
}

/** The same units; where more than so many sections can lose something, all are one. */
function withFewSections(
  units: readonly PromptUnit[],
  most: number,
): { readonly units: readonly PromptUnit[]; readonly sections: number } {
  const sections = new Set<PromptSection>()
  for (const { rank, section } of units)
    if (section !== undefined && rank !== RANK.reserved) sections.add(section)
  if (sections.size <= Math.max(1, most)) return { units, sections: sections.size }
  const all: PromptSection = { name: SECTION_NAMES.task }
  return {
    units: units.map((unit) => (unit.section === undefined ? unit : { ...unit, section: all })),
    sections: 1,
  }
}

interface TriflesInput {
  readonly units: readonly PromptUnit[]
  readonly kept: readonly boolean[]
  /** Tokens of a placeholder. */
  readonly mark: number
  readonly costOf: (index: number) => number
}

/** What was left out of sections that lost less than their placeholder would take. */
function trifles({ units, kept, mark, costOf }: TriflesInput): readonly number[] {
  const lost = new Map<PromptSection, { tokens: number; readonly indexes: number[] }>()
  for (const [index, { section, rank }] of units.entries()) {
    if (kept[index] || section === undefined) continue
    let own = lost.get(section)
    if (!own) lost.set(section, (own = { tokens: 0, indexes: [] }))
    // After so much the rest need not be counted.
    if (own.tokens > mark) continue
    own.tokens += rank === RANK.never ? Infinity : costOf(index)
    own.indexes.push(index)
  }
  return [...lost.values()].flatMap(({ tokens, indexes }) => (tokens > mark ? [] : indexes))
}
