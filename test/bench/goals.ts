import { columns, rounded } from "./columns.ts"
import type { ImportResult } from "./measure-import.ts"
import type { MemoryResult } from "./measure-memory.ts"
import type { ShorteningResult } from "./measure-shortening.ts"
import type { RequestsResult } from "./measure-requests.ts"
import type { TextResult } from "./measure-texts.ts"
import type { ShapeResult } from "./measure-shapes.ts"
import type { Spent } from "./spent.ts"

export interface Measured {
  readonly requests: readonly RequestsResult[]
  readonly imported: ImportResult
  readonly texts: readonly TextResult[]
  readonly shortened: readonly ShorteningResult[]
  readonly shapes: readonly ShapeResult[]
  readonly memory: MemoryResult
  /** What long sessions are measured by. */
  readonly long: readonly Goal[]
  /** A session of 500 requests, replayed with all figures. */
  readonly replayed: Spent
}

export interface Goal {
  readonly name: string
  readonly spent: Spent
  readonly atMost: number
  readonly unit: string
}

/** On a busy machine the processor's time decides. */
export const isMet = ({ spent, atMost }: Pick<Goal, "spent" | "atMost">): boolean =>
  Math.min(spent.wall, spent.cpu) <= atMost

/** What is no time is the same by either clock. */
export const plain = (value: number): Spent => ({ wall: value, cpu: value })

/** Exponent of the growth of later requests between two sizes; 1 is linear. */
const growth = (small: RequestsResult, large: RequestsResult): number =>
  Math.log(large.later.p50 / small.later.p50) / Math.log(large.megabytes / small.megabytes)

function requestGoals(requests: readonly RequestsResult[], pressed: boolean): Goal[] {
  const ofSize = (size: number) =>
    requests.find((result) => result.tokens === size && result.pressed === pressed)
  const [medium, large] = [ofSize(200_000), ofSize(1_000_000)]
  if (!medium || !large) return []
  const note = pressed ? ", pruned" : ""
  const first = { wall: large.first.p50 / large.megabytes, cpu: large.first.cpu / large.megabytes }
  return [
    { name: `later request at 200k${note}, p50`, spent: later(medium), atMost: 5, unit: "ms" },
    { name: `later request at 1M${note}, p50`, spent: later(large), atMost: 25, unit: "ms" },
    {
      name: `growth from 200k to 1M${note}`,
      spent: plain(growth(medium, large)),
      atMost: 1,
      unit: "exponent",
    },
    // A batch of edits is no part of a first request; its time stands in the table alone.
    ...(pressed
      ? []
      : [{ name: "first request at 1M", spent: first, atMost: 120, unit: "ms per MB" }]),
  ]
}

const later = (result: RequestsResult): Spent => ({
  wall: result.later.p50,
  cpu: result.later.cpu,
})

/** Times ordinary text of the same size: the bench fails where any shape takes longer. */
export const MOST_FOR_A_SHAPE = 5

export const worstShape = (shapes: readonly ShapeResult[]): number =>
  Math.max(...shapes.map(({ ratio }) => ratio))

/** The slowest by either clock. */
const slowest = (all: readonly Spent[]): Spent => ({
  wall: Math.max(...all.map(({ wall }) => wall)),
  cpu: Math.max(...all.map(({ cpu }) => cpu)),
})

/** What was measured beside what it should be at most. */
export function goalLines({
  requests,
  imported,
  texts,
  shortened,
  shapes,
  memory,
  long,
  replayed,
}: Measured): string[] {
  const counted = slowest(texts.map((text) => text.counted))
  const requested = slowest(texts.map((text) => text.requested))
  const goals: readonly Goal[] = [
    ...requestGoals(requests, false),
    ...requestGoals(requests, true),
    { name: "plugin import", spent: imported.plugin, atMost: 40, unit: "ms" },
    { name: "slowest text, counted", spent: counted, atMost: 3_000, unit: "ms" },
    { name: "slowest text, in a request", spent: requested, atMost: 3_000, unit: "ms" },
    {
      name: "slowest text, shortened",
      spent: slowest(shortened.map(({ spent }) => spent)),
      atMost: 3_000,
      unit: "ms",
    },
    {
      name: "worst shape, to ordinary text",
      spent: plain(worstShape(shapes)),
      atMost: MOST_FOR_A_SHAPE,
      unit: "×",
    },
    { name: "memory at 1M, resident", spent: plain(memory.resident), atMost: 120, unit: "MB" },
    { name: "memory at 1M, heap", spent: plain(memory.heap), atMost: 120, unit: "MB" },
    ...long,
    { name: "replay of 500 requests", spent: replayed, atMost: 10_000, unit: "ms" },
  ]
  return columns([
    ["goal", "measured", "cpu", "at most", "unit", ""],
    ...goals.map(({ name, spent, atMost, unit }) => [
      name,
      rounded(spent.wall),
      spent.wall === spent.cpu ? "" : rounded(spent.cpu),
      String(atMost),
      unit,
      isMet({ spent, atMost }) ? "met" : "missed",
    ]),
  ])
}
