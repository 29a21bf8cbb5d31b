import { columns, rounded } from "./columns.ts"
import { METRICS } from "../../src/replay/metrics.ts"
import { heading, shown } from "../../src/replay/report-text.ts"
import type { ReplayedSession } from "./measure-replay.ts"
import { SHAPE_SIZE } from "./measure-shapes.ts"
import type { ShapeResult } from "./measure-shapes.ts"
import type { ShorteningResult } from "./measure-shortening.ts"
import type { LongSessionResults } from "./measure-long-sessions.ts"
import type { RequestsResult } from "./measure-requests.ts"
import type { TextResult } from "./measure-texts.ts"

const requestHeads =
  "added ms per request|MB|edits|first|cpu|per MB|×|restart|×|later p50|cpu|p99|× p50|× p99"

/** × stands for the multiple of one deep copy of the same messages. */
export const requestLines = (results: readonly RequestsResult[]): string[] => [
  ...columns([
    requestHeads.split("|"),
    ...results.map(({ tokens, pressed, megabytes, edits, first, restarted, later }) => [
      `${tokens / 1000}k tokens${pressed ? ", pruned" : ""}`,
      megabytes.toFixed(2),
      String(edits),
      ...[first.p50, first.cpu, first.p50 / megabytes, first.p50 / first.copied50].map(rounded),
      ...[restarted.p50, restarted.p50 / restarted.copied50].map(rounded),
      ...[later.p50, later.cpu, later.p99].map(rounded),
      ...[later.p50 / later.copied50, later.p99 / later.copied99].map(rounded),
    ]),
  ]),
  "first: nothing reported to build on, so all is counted, and pruned where the window is small;",
  "restart: the first request of a new process on that session, which has its journal;",
  "cpu: processor time at p50, which other jobs on the machine raise less than the clock's;",
  "×: multiple of one deep copy of the same messages, which the host pays at least.",
]

export const textLines = (results: readonly TextResult[]): string[] =>
  columns([
    ["1 MB of", "counted, ms", "cpu", "in a request, ms", "cpu"],
    ...results.map(({ name, counted, requested }) => [
      name,
      ...[counted.wall, counted.cpu, requested.wall, requested.cpu].map(rounded),
    ]),
  ])

export const shorteningLines = (results: readonly ShorteningResult[]): string[] =>
  columns([
    ["shortened, 1 MB", "slowest text", "ms", "cpu"],
    ...results.map(({ name, slowest, spent }) => [
      name,
      slowest,
      rounded(spent.wall),
      rounded(spent.cpu),
    ]),
  ])

const longHeads = "long sessions, cpu ms|trip|counted|edits|first|×|later|×|restart|×"

export const longSessionLines = ({ grown, slowness }: LongSessionResults): string[] => [
  ...columns([
    longHeads.split("|"),
    ...Object.values(grown)
      .flat()
      .map(({ messages, calls, dead, trip, counted, edits, first, later, restarted }) => [
        `${messages} messages of ${calls}, ${dead} dead edits`,
        ...[trip, counted].map(rounded),
        String(edits),
        ...[first, first / (trip + counted)].map(rounded),
        ...[later, later / trip, restarted, restarted / trip].map(rounded),
      ]),
  ]),
  "trip: one round trip of the messages through JSON; counted: all texts, once; ×: multiple of the",
  `trip, of a first batch of trip and count. This machine adds ${rounded(slowness)} × slower than an ordinary one.`,
]

const SHOWN_SHAPES = 20

export const shapeLines = (results: readonly ShapeResult[]): string[] =>
  columns([
    [`${SHAPE_SIZE / 1_000} kB, cpu ms`, "worst shape", "ordinary", "worst", "×"],
    ...results
      .toSorted((a, b) => b.ratio - a.ratio)
      .slice(0, SHOWN_SHAPES)
      .map(({ reader, shape, ordinary, worst, ratio }) => [
        reader,
        shape,
        ...[ordinary, worst, ratio].map(rounded),
      ]),
  ])

const compared = ["fit", "parity", "lines", "sent", "cost", "breaks"]
const metrics = METRICS.filter(({ name }) => compared.includes(name))

export const replayLines = (sessions: readonly ReplayedSession[]): string[] => [
  ...columns([
    ["replayed, limit half of the peak", "requests", ...metrics.map(heading)],
    ...sessions.flatMap(({ name, methods }) =>
      methods.map(({ name: method, figures }) => [
        `${name}: ${method}`,
        String(figures.requests),
        ...metrics.map(({ value }) => shown(value(figures))),
      ]),
    ),
  ]),
  "fit, parity, lines: of the requests over the limit; sent, cost: of the untouched session.",
]
