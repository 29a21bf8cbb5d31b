/** What a model's tokens cost, in any unit; only ratios count. */
export interface TokenPrices {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
}

/** Ratios that most providers with a prompt cache have, for models that state no prices. */
export const USUAL_PRICES: TokenPrices = { input: 1, output: 5, cacheRead: 0.1, cacheWrite: 1.25 }

export interface PaybackInput {
  /** Tokens of the fold that costs nothing, and of the summary in its place. */
  readonly ledger: number
  readonly summary: number
  /** Tokens that the summarizer reads. */
  readonly prompt: number
  readonly session: TokenPrices
  readonly summarizer: TokenPrices
}

/**
 * Requests after which a summary has paid for itself: what the summarizer costs, divided by what
 * each later request reads less than it would with the turn ledger. The rewritten prefix is the
 * same with both.
 */
export function paybackRequests(input: PaybackInput): number {
  const { ledger, summary, prompt, session, summarizer } = input
  const saved = (ledger - summary) * session.cacheRead
  const spent = prompt * summarizer.input + summary * summarizer.output
  return saved > 0 ? spent / saved : Infinity
}
