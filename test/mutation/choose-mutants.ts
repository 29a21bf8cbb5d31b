import { createRandom } from "../bench/random.ts"
import type { Mutant } from "./mutant.ts"
import { fewestOfRoom, roomOf, rooms } from "./settings.ts"
import type { Room } from "./settings.ts"

export interface Choice {
  readonly seed: number
  readonly count: number
  /** All of them without. */
  readonly room?: Room | undefined
}

/** The first of the items in an order by chance, as many as asked for. */
const draw = <Item>(items: readonly Item[], count: number, random: () => number): Item[] => {
  const left = [...items]
  for (let at = 0; at < Math.min(count, left.length); at++) {
    const other = at + Math.floor(random() * (left.length - at))
    const [here, there] = [left[at], left[other]]
    if (here === undefined || there === undefined) break
    left[at] = there
    left[other] = here
  }
  return left.slice(0, count)
}

/**
 * Mutants by chance, the same for the same seed and sources: of each room as many as it has a share
 * of all mutants, and some of the smallest too. Never fewer than asked for, where there are as many.
 */
export const chooseMutants = (
  mutants: readonly Mutant[],
  { seed, count, room: only }: Choice,
): Mutant[] => {
  const wanted = only ? mutants.filter(({ file }) => roomOf(file) === only) : mutants
  return rooms.flatMap((room, index) => {
    const own = wanted.filter(({ file }) => roomOf(file) === room)
    const share = Math.ceil((count * own.length) / Math.max(1, wanted.length))
    // A row of its own for each room: a change in one leaves what is drawn of the others.
    return draw(own, Math.max(share, fewestOfRoom), createRandom(seed + index))
  })
}
