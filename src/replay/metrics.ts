import type { Figures, Share } from "./figures.ts"
import type { Failure } from "./session-report.ts"

/** A figure that is shown and can be gated on. */
export interface Metric {
  readonly name: string
  /** Which way is better. */
  readonly wanted: "high" | "low"
  readonly unit: "%" | "" | "ms"
  /** Undefined where there was nothing to measure. */
  readonly value: (figures: Figures) => number | undefined
  /** What a single request has to do with a bad figure, where one can be named. */
  readonly failed?: (failure: Failure) => boolean
}

const percent = ({ kept, of }: Share): number | undefined =>
  of === 0 ? undefined : (100 * kept) / of
const relative = ({ sent, full }: { sent: number; full: number }): number | undefined =>
  full === 0 ? undefined : (100 * sent) / full
const loses =
  (kind?: string) =>
  ({ lost }: Failure): boolean =>
    lost.some((item) => kind === undefined || item.kind === kind)

/** In the order of the report's columns. */
export const METRICS: readonly Metric[] = [
  {
    name: "fit",
    wanted: "high",
    unit: "%",
    value: ({ fit }) => percent(fit),
    failed: (failure) => !failure.fits,
  },
  {
    name: "parity",
    wanted: "high",
    unit: "%",
    value: ({ overLimit }) => percent(overLimit.parity),
    failed: loses(),
  },
  {
    name: "items",
    wanted: "high",
    unit: "%",
    value: ({ overLimit }) => percent(overLimit.items),
    failed: loses(),
  },
  {
    name: "lines",
    wanted: "high",
    unit: "%",
    value: ({ overLimit }) => percent(overLimit.lines),
    failed: loses("line"),
  },
  {
    name: "paths",
    wanted: "high",
    unit: "%",
    value: ({ overLimit }) => percent(overLimit.paths),
    failed: loses("path"),
  },
  { name: "sent", wanted: "low", unit: "%", value: ({ tokens }) => relative(tokens) },
  { name: "cost", wanted: "low", unit: "%", value: ({ cost }) => relative(cost) },
  {
    name: "breaks",
    wanted: "low",
    unit: "",
    value: ({ breaks, requests }) => (requests === 0 ? undefined : (100 * breaks) / requests),
  },
  {
    name: "refetch",
    wanted: "low",
    unit: "%",
    value: ({ refetches: { again, calls } }) => percent({ kept: again, of: calls }),
  },
  { name: "p50", wanted: "low", unit: "ms", value: ({ ms }) => ms.p50 },
  { name: "max", wanted: "low", unit: "ms", value: ({ ms }) => ms.max },
]
