import type { JournalState } from "../journal-state.ts"
import { describeStep } from "../ledger/describe-step.ts"
import { ledgerEntry } from "../ledger/ledger-entry.ts"
import { MESSAGE_FRAME } from "../meter.ts"
import type { StageInput } from "../stage.ts"
import { messageKey } from "../transcript.ts"
import { chooseRegion } from "./choose-region.ts"
import type { Region } from "./choose-region.ts"
import { paybackRequests } from "./prices.ts"
import type { TokenPrices } from "./prices.ts"
import { earlierSummary, regionPieces } from "./region-text.ts"

/** On what terms a summary may be asked for. */
export interface SummaryTerms {
  /** Requests after which it has to have paid for itself. */
  readonly payback: number
  readonly session: TokenPrices
  readonly summarizer: TokenPrices
  /** The prices are those of the models, not the usual ones. */
  readonly arePricesKnown: boolean
}

export interface WantedInput extends StageInput {
  readonly tried: JournalState["summaries"]
  readonly terms: SummaryTerms
  /** The request does not fit without: whatever it costs. */
  readonly needed: boolean
}

/** Size that a summary is expected to have, and below which a region is left alone, counted tokens. */
const USUAL_SUMMARY = 1_000
const MIN_REGION = 1_500

/** The region that a summary is worth being written for; none that was tried already. */
export function wantedRegion(input: WantedInput): Region | undefined {
  const region = chooseRegion(input)
  if (!region || region.tokens < MIN_REGION || isTried(region, input)) return undefined
  const ledger = ledgerTokens(region, input)
  const isLong = ledger * region.draft.forecast.factor > LEDGER_SHARE * region.draft.budget.target
  return input.needed || isLong || paysBack(region, ledger, input) ? region : undefined
}

/** Of the target, the most that lines may fill: beyond it batches would follow each other closely. */
const LEDGER_SHARE = 0.2

/** What a user or the end of a host broke off was not tried. */
function isTried({ digest }: Region, { tried }: WantedInput): boolean {
  const outcome = tried.get(digest)?.outcome
  return outcome !== undefined && outcome !== "aborted" && outcome !== "started"
}

/** Our own words and the facts, counted tokens. */
const PROMPT_FRAME = 800

function paysBack(region: Region, ledger: number, { meter, terms }: WantedInput): boolean {
  const earlier = meter.measure(earlierSummary(region) ?? "").tokens
  const pieces = regionPieces(region, meter).reduce((sum, { tokens }) => sum + tokens, 0)
  const prompt = pieces + earlier + PROMPT_FRAME
  const requests = paybackRequests({
    ledger,
    summary: Math.min(USUAL_SUMMARY, region.tokens / 2),
    prompt,
    session: terms.session,
    summarizer: terms.summarizer,
  })
  return requests <= terms.payback
}

/** What the region would be as a turn ledger, counted tokens. */
function ledgerTokens({ messages, draft }: Region, { meter, settings }: WantedInput): number {
  return messages.reduce((sum, message) => {
    const standing = draft.view.get(messageKey(message.id))
    if (standing) return sum + standing.tokens
    const entry = ledgerEntry({
      message,
      what: describeStep(message, draft.transcript.directory),
      handle: "00000000",
      meter,
      tokens: settings.userTokens,
    })
    return sum + meter.measure(entry).tokens + MESSAGE_FRAME
  }, 0)
}
