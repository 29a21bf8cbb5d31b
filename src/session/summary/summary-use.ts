import type { Draft } from "../draft.ts"
import type { JournalRecord } from "../events.ts"
import { countMessages } from "../forecast.ts"
import type { JournalState } from "../journal-state.ts"
import type { Meter } from "../meter.ts"
import { membersOf } from "../whole-messages.ts"
import type { TokenPrices } from "./prices.ts"

export interface SummaryUseInput {
  readonly draft: Draft
  readonly summaries: JournalState["summaries"]
  readonly meter: Meter
  /** Of the session's model and of the summarizer, where the host knows both: per million tokens. */
  readonly prices: { readonly session: TokenPrices; readonly summarizer: TokenPrices } | undefined
}

/** What each summary that this request puts into place frees, has cost, and makes the cache read anew. */
export function summaryUses({
  draft,
  summaries,
  meter,
  prices,
}: SummaryUseInput): readonly Extract<JournalRecord, { type: "summarized" }>[] {
  const { transcript, view, forecast } = draft
  return draft.fresh.flatMap((edit) => {
    const summary = edit.stage === "stage_c_llm" ? summaries.get(edit.source) : undefined
    if (!summary) return []
    const members = new Set(membersOf(edit.target))
    const first = transcript.messages.findIndex(({ id }) => members.has(id))
    const behind = countMessages({ messages: transcript.messages.slice(first), view, meter })
    const removed = Math.round(forecast.factor * (edit.before - edit.after))
    const rewritten = Math.round(forecast.factor * behind)
    return [
      {
        type: "summarized" as const,
        region: edit.source,
        removed,
        spent: summary.prompt + summary.output,
        rewritten,
        at: edit.at,
        ...(prices && moneyOf({ removed, rewritten, summary, prices })),
      },
    ]
  })
}

const PER = 1_000_000

const moneyOf = ({
  removed,
  rewritten,
  summary: { prompt, output },
  prices: { session, summarizer },
}: {
  readonly removed: number
  readonly rewritten: number
  readonly summary: { readonly prompt: number; readonly output: number }
  readonly prices: NonNullable<SummaryUseInput["prices"]>
}) => ({
  savedEach: (removed * session.cacheRead) / PER,
  cost:
    (prompt * summarizer.input +
      output * summarizer.output +
      rewritten * Math.max(0, session.cacheWrite - session.cacheRead)) /
    PER,
})
