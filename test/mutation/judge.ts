import type { Outcome, Result } from "./read-results.ts"
import { bounds, roomOf, rooms } from "./settings.ts"
import type { Room } from "./settings.ts"

export interface Share {
  readonly name: Room | "all"
  readonly counts: Readonly<Record<Outcome, number>>
  readonly of: number
  /** Percent of the mutants that tests noticed, by failing or by not ending. */
  readonly noticed: number
  /** Percent that `noticed` has to be, where it has a bound. */
  readonly bound: number | undefined
}

const count = (results: readonly Result[], outcome: Outcome): number =>
  results.filter((result) => result.outcome === outcome).length

const shareOf = (name: Share["name"], results: readonly Result[]): Share => {
  const counts = {
    killed: count(results, "killed"),
    survived: count(results, "survived"),
    "no test": count(results, "no test"),
    "timed out": count(results, "timed out"),
  }
  return {
    name,
    counts,
    of: results.length,
    noticed: (100 * (counts.killed + counts["timed out"])) / results.length,
    bound: bounds[name],
  }
}

/** A share for each room that has mutants; of more than one room, also that of all. */
export const sharesOf = (results: readonly Result[]): Share[] => {
  const ofRooms = rooms
    .map((room) => ({ room, own: results.filter(({ mutant }) => roomOf(mutant.file) === room) }))
    .filter(({ own }) => own.length > 0)
    .map(({ room, own }) => shareOf(room, own))
  return ofRooms.length === 1 ? ofRooms : [...ofRooms, shareOf("all", results)]
}

/** A room that is run alone and has no bound of its own is held to that of all. */
export const isUnder = ({ noticed, bound }: Share, isAlone: boolean): boolean =>
  noticed < (bound ?? (isAlone ? bounds.all : 0))
