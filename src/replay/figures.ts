import type { JudgedItem } from "./judge-items.ts"
import type { LiteralItem } from "./literal-item.ts"
import type { ReplayedRequest } from "./replay-session.ts"

/** So many of so many; nothing to count is no share at all. */
export interface Share {
  readonly kept: number
  readonly of: number
}

/** What was kept for the next actions. */
export interface Kept {
  /** Requests whose action finds all it must reproduce, of those that must reproduce something. */
  readonly parity: Share
  readonly items: Share
  readonly lines: Share
  readonly paths: Share
}

export interface Figures {
  readonly requests: number
  /** Requests whose full prompt is over the limit. */
  readonly over: number
  /** Of those, and of what was refused without need, the ones that leave and are within the limit. */
  readonly fit: Share
  /** Over the requests that are over the limit, and over all. */
  readonly overLimit: Kept
  readonly all: Kept
  /** Tokens and cost under a provider's cache, of what was sent and of the untouched run. */
  readonly tokens: { readonly sent: number; readonly full: number }
  readonly cost: { readonly sent: number; readonly full: number }
  readonly breaks: number
  /** Calls after the first batch, and those that fetch again what went; base rate, see docs/replay.md. */
  readonly refetches: { readonly again: number; readonly calls: number }
  /** Requests with a batch in which the stage acted. */
  readonly stages: Readonly<Record<string, number>>
  /** Milliseconds to plan a request. */
  readonly ms: { readonly p50: number; readonly max: number }
}

export const isOver = ({ full, limit }: ReplayedRequest): boolean => full.tokens > limit
export const fits = ({ sent, forecast, limit }: ReplayedRequest): boolean =>
  forecast <= limit && sent.tokens <= limit

/** The figures of requests, of one session or of all. */
export function figuresOf(requests: readonly ReplayedRequest[]): Figures {
  const over = requests.filter(isOver)
  const unfit = requests.filter((request) => !fits(request))
  const atStake = requests.filter((request) => isOver(request) || !fits(request)).length
  const stages: Record<string, number> = {}
  for (const { stages: acted } of requests)
    for (const stage of acted) stages[stage] = (stages[stage] ?? 0) + 1
  const times = requests.map(({ ms }) => ms).toSorted((a, b) => a - b)
  return {
    requests: requests.length,
    over: over.length,
    fit: { kept: atStake - unfit.length, of: atStake },
    overLimit: keptOf(over),
    all: keptOf(requests),
    tokens: {
      sent: sum(requests, ({ sent }) => sent.tokens),
      full: sum(requests, ({ full }) => full.tokens),
    },
    cost: {
      sent: sum(requests, ({ sent }) => sent.cost),
      full: sum(requests, ({ full }) => full.cost),
    },
    breaks: requests.filter(({ sent }) => sent.broke).length,
    refetches: {
      again: sum(requests, ({ refetches }) => refetches),
      calls: sum(requests, ({ calls }) => calls),
    },
    stages,
    ms: { p50: times[Math.floor(times.length / 2)] ?? 0, max: times.at(-1) ?? 0 },
  }
}

function keptOf(requests: readonly ReplayedRequest[]): Kept {
  const items = requests.flatMap((request) => request.items)
  const judged = requests.filter((request) => request.items.length > 0)
  const ofKind = (kind: LiteralItem["kind"]): Share =>
    shareOf(items.filter((item) => item.kind === kind))
  return {
    parity: {
      kept: judged.filter((request) => request.items.every(({ kept }) => kept)).length,
      of: judged.length,
    },
    items: shareOf(items),
    lines: ofKind("line"),
    paths: ofKind("path"),
  }
}

const shareOf = (items: readonly JudgedItem[]): Share => ({
  kept: items.filter(({ kept }) => kept).length,
  of: items.length,
})

const sum = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((total, value) => total + of(value), 0)
