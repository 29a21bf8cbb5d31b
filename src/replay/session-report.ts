import { figuresOf, fits } from "./figures.ts"
import type { Figures } from "./figures.ts"
import type { LiteralItem } from "./literal-item.ts"
import type { ReplayedRequest } from "./replay-session.ts"
import type { ReplayLimits } from "./replay-settings.ts"

/** What replay says of one session. */
export interface SessionReport {
  readonly name: string
  readonly id: string
  readonly limits: ReplayLimits
  /** Tokens that a prompt may have; undefined where no request was planned. */
  readonly limit: number | undefined
  /** Tokens of the largest full prompt. */
  readonly peak: number
  readonly figures: Figures
  /** Requests that lost something or did not fit, oldest first. */
  readonly failures: readonly Failure[]
}

export interface Failure {
  /** The recorded answer. */
  readonly message: string
  readonly fits: boolean
  readonly forecast: number
  readonly sent: number
  readonly lost: readonly LiteralItem[]
}

export const failuresOf = (requests: readonly ReplayedRequest[]): readonly Failure[] =>
  requests
    .map((request) => ({
      message: request.message,
      fits: fits(request),
      forecast: Math.round(request.forecast),
      sent: Math.round(request.sent.tokens),
      lost: request.items
        .filter(({ kept }) => !kept)
        .map(({ kind, text }): LiteralItem => ({ kind, text })),
    }))
    .filter((failure) => !failure.fits || failure.lost.length > 0)

export interface ReportInput {
  readonly name: string
  readonly id: string
  readonly limits: ReplayLimits
  readonly requests: readonly ReplayedRequest[]
}

export const reportSession = ({ requests, ...session }: ReportInput): SessionReport => ({
  ...session,
  limit: requests.find(({ limit }) => Number.isFinite(limit))?.limit,
  peak: Math.round(requests.reduce((peak, { full }) => Math.max(peak, full.tokens), 0)),
  figures: figuresOf(requests),
  failures: failuresOf(requests),
})
