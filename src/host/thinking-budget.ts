import { asRecord } from "../session/is-record.ts"

/** Names under which libraries take a budget that they add to the output tokens of a request. */
const ADDED = ["thinking", "reasoningConfig"]

/**
 * Tokens of thinking that a provider's library adds to what the host asks for: Anthropic's as
 * `thinking`, Amazon Bedrock's as `reasoningConfig`. Others take it out of the output tokens.
 */
export function thinkingBudget(options: Readonly<Record<string, unknown>>): number {
  for (const name of ADDED) {
    const { type, budgetTokens } = asRecord(options[name])
    if (type !== "disabled" && typeof budgetTokens === "number") return Math.max(0, budgetTokens)
  }
  return 0
}
