import { forecastRequest } from "../../src/session/forecast.ts"
import { emptyJournalState, foldRecord } from "../../src/session/journal-state.ts"
import { EMPTY_PROFILE, factorOf, learnGrowth } from "../../src/session/model-profile.ts"
import { readPrior } from "../../src/session/read-prior.ts"
import { createTestMeter } from "./meter.ts"
import { sentRequest } from "./sent-request.ts"
import { assistant, createTranscript, testModel, text, user } from "./transcript.ts"
import type { MessageDraft } from "./transcript.ts"

export const CONTEXT = 100_000
export const LIMIT = 90_000
const SYSTEM = 3_000
const TOOLS = 5_000

export type Lie = (tokens: number) => number

export interface Step {
  /** Counted tokens that come before the request. */
  readonly added: number
  /** Real tokens for each of them. */
  readonly factor?: number
  /** Tokens of tools that nobody counts, from this request on. */
  readonly hidden?: number
  /** Tokens that are thought for the answer, shown nowhere, and part of later prompts. */
  readonly thinks?: number
  /** What is reported of a prompt of so many tokens. */
  readonly lie?: Lie
}

export interface Sent {
  readonly forecast: number
  /** Counted, with system text and tools; and as the provider counts it, with what it hides. */
  readonly counted: number
  readonly real: number
}

const honest: Lie = (tokens) => tokens

/** Plays requests one after the other; what is over the limit is refused, and is taken out again. */
export function playReports(
  steps: readonly Step[],
  usual: { readonly factor: number; readonly hidden: number } = { factor: 1.05, hidden: 0 },
): readonly Sent[] {
  const meter = createTestMeter()
  const journal = emptyJournalState()
  const drafts: MessageDraft[] = []
  const sent: Sent[] = []
  let profile = EMPTY_PROFILE
  let [{ hidden }, thought, dense] = [usual, 0, 0]
  for (const { added, thinks = 0, lie = honest, ...step } of steps) {
    hidden = step.hidden ?? hidden
    const asked = [...drafts, user(text("word".repeat(added)))]
    const transcript = createTranscript(...asked)
    const prior = readPrior({ transcript, model: testModel, context: CONTEXT, journal, meter })
    if (prior.growth) profile = learnGrowth(profile, prior.growth, 0)
    const forecast = forecastRequest({
      transcript,
      view: new Map(),
      anchor: prior.anchor,
      meter,
      factor: factorOf(profile, testModel.modelID),
      overhead: SYSTEM + TOOLS,
      system: SYSTEM,
    }).tokens
    const messages = transcript.messages.reduce((sum, message) => sum + meter.message(message), 0)
    const counted = messages + SYSTEM + TOOLS
    const denser = ((step.factor ?? usual.factor) - usual.factor) * added
    const real = Math.ceil(usual.factor * counted + dense + denser + hidden + thought)
    sent.push({ forecast, counted, real })
    const at = transcript.messages.at(-1)?.id ?? ""
    const anchor = prior.anchor?.message.id
    if (forecast > LIMIT) {
      const refused = { message: at, forecast, limit: LIMIT, ...(anchor && { anchor }) }
      foldRecord(journal, { type: "dispatch_prompt_overflow_terminal", ...refused })
      continue
    }
    const record = sentRequest({ at, forecast, counted: messages + SYSTEM })
    foldRecord(journal, { ...record, system: SYSTEM })
    const usage = { prompt: lie(real), output: 20 + thinks }
    drafts.push(...asked.slice(drafts.length), { ...assistant(text("word".repeat(20))), usage })
    thought += thinks
    dense += denser
    journal.lastResponse = anchor ?? journal.lastResponse
  }
  return sent
}

/** Requests that left over the limit. */
export const tooLarge = (sent: readonly Sent[]): readonly Sent[] =>
  sent.filter(({ forecast, real }) => real > LIMIT && forecast <= LIMIT)

/** Requests that were refused, though they fit whatever tokenizer the model has. */
export const refusedSmall = (sent: readonly Sent[]): readonly Sent[] =>
  sent.filter(({ forecast, counted }) => forecast > LIMIT && 3 * counted <= LIMIT)
