import { plain } from "./goals.ts"
import type { Goal } from "./goals.ts"
import type { LongSessionResult, LongSessionResults } from "./measure-long-sessions.ts"

/**
 * Times a round trip through JSON, on the longest session; a first batch counts its texts as well, and a
 * restart those that stand.
 */
const MOST = { first: 2.5, later: 0.9, restarted: 0.8 }
/** Milliseconds on an ordinary machine. */
const MOST_MS = { first: 2_500, later: 150, restarted: 700 }
const MOST_GROWTH = 1.1

const ratio = (name: string, value: number, atMost: number): Goal => ({
  name: `long session, ${name}`,
  spent: plain(value),
  atMost,
  unit: "round trips",
})

/** Ratios of one run, which hold on a busy machine too: where one is missed, the bench fails. */
export function longSessionRatios({ grown }: LongSessionResults): readonly Goal[] {
  const longest = grown.messages.at(-1)
  const { trip = 0, counted = 0, first = 0, later = 0, restarted = 0 } = longest ?? {}
  return [
    {
      ...ratio("first batch", first / (trip + counted), MOST.first),
      unit: "trips and counts",
    },
    ratio("later request", later / trip, MOST.later),
    {
      ...ratio("restart", restarted / (trip + counted), MOST.restarted),
      unit: "trips and counts",
    },
    ...(["messages", "calls", "dead"] as const).flatMap((what) =>
      (["first", "later", "restarted"] as const).map((figure) => ({
        name: `growth with ${what}, ${figure}`,
        spent: plain(growth(grown[what], what, figure)),
        atMost: MOST_GROWTH,
        unit: "exponent",
      })),
    ),
  ]
}

/** By the clock of an ordinary machine. */
export function longSessionTimes({ grown, slowness }: LongSessionResults): readonly Goal[] {
  const longest = grown.messages.at(-1)
  if (!longest) return []
  return (["first", "later", "restarted"] as const).map((figure) => ({
    name: `long session, ${figure}`,
    spent: plain(longest[figure] / slowness),
    atMost: MOST_MS[figure],
    unit: "ms, ordinary machine",
  }))
}

/** Exponent from the shortest to the longest; what a round trip grows beyond its size is the machine's. */
function growth(
  results: readonly LongSessionResult[],
  what: "messages" | "calls" | "dead",
  figure: "first" | "later" | "restarted",
): number {
  const [small] = results
  const large = results.at(-1)
  if (!small || !large) return Number.NaN
  const longer = Math.log(large[what] / small[what])
  const cost = Math.log(large[figure] / small[figure])
  return what === "dead" ? cost / longer : 1 + (cost - Math.log(large.trip / small.trip)) / longer
}
