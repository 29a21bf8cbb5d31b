import { createMeter } from "../session/meter.ts"
import { findRefetches } from "../session/refetches.ts"
import type { Message } from "../session/transcript.ts"
import { chooseLimits } from "./choose-limits.ts"
import { findSegments } from "./find-segments.ts"
import type { Segment } from "./find-segments.ts"
import { judgeItems } from "./judge-items.ts"
import type { JudgedItem } from "./judge-items.ts"
import { literalItems } from "./literal-items.ts"
import { createPromptBlocks } from "./prompt-blocks.ts"
import { createPromptCache } from "./prompt-cache.ts"
import type { PricedPrompt } from "./prompt-cache.ts"
import type { RecordedSession } from "./recorded-session.ts"
import type { ReplayLimits, ReplayPorts, ReplaySettings } from "./replay-settings.ts"
import { restoreMessages } from "./restore-messages.ts"
import { createSimulatedHistory } from "./simulated-history.ts"
import type { SimulatedHistory } from "./simulated-history.ts"
import { createSimulatedHost } from "./simulated-host.ts"

/** One recorded request, planned anew. Tokens are such as the provider would report. */
export interface ReplayedRequest {
  /** The recorded answer. */
  readonly message: string
  readonly limit: number
  /** What the host alone would have sent, and what was sent. */
  readonly full: PricedPrompt
  readonly sent: PricedPrompt
  /** Expected size of what was sent; over the limit it is refused on the real host. */
  readonly forecast: number
  /** Stages that acted in a batch; empty where earlier edits were enough. */
  readonly stages: readonly string[]
  readonly items: readonly JudgedItem[]
  /** Calls of the answer, where a batch has been made before it; and those that fetch again what went. */
  readonly calls: number
  readonly refetches: number
  /** Milliseconds spent to plan it. */
  readonly ms: number
}

/** The prompts around one replayed request, for whoever wants to look at them. */
export interface ReplayStep {
  readonly request: ReplayedRequest
  readonly full: readonly Message[]
  readonly sent: readonly Message[]
  readonly action: Message
}

export interface ReplayRun {
  readonly limits: ReplayLimits
  /** Where the session worked, by its messages or by what was stated. */
  readonly directory: string
  readonly steps: Iterable<ReplayStep>
}

/** Replays a session request by request; the steps are computed as they are asked for. */
export function replaySession(
  session: RecordedSession,
  settings: ReplaySettings,
  ports: ReplayPorts,
): ReplayRun {
  const place = { sessionID: session.id, directory: session.directory }
  const messages = restoreMessages(session.messages, session.id)
  const decoded = ports.createDecode()(messages, place)
  const segments = findSegments(messages)
  const history = createSimulatedHistory(messages, decoded.messages)
  const limits = chooseLimits({
    context: settings.context,
    output: settings.output,
    // Counting everything beforehand takes time: only where it is needed.
    peak: settings.context === undefined ? peakOf({ segments, history, settings, ports }) : 0,
  })
  const { directory } = decoded
  return { limits, directory, steps: steps() }

  function* steps(): Generator<ReplayStep> {
    const meter = createMeter(ports)
    const blocksOf = createPromptBlocks(meter)
    const plan = createSimulatedHost({ settings, limits, meter })
    const decodeSent = ports.createDecode()
    let isStaged = false
    const { prices, factor, system } = settings
    const priceFull = createPromptCache({ prices, fixed: system })
    const priceSent = createPromptCache({ prices, fixed: system })
    for (const segment of segments) {
      let isFirst = true
      for (const index of segment.answers) {
        const recorded = segment.messages.slice(0, index)
        const answer = segment.messages[index]
        if (!answer) continue
        const action = history.messageOf(answer)
        // An answer without content was never completed: nothing tells what it needed.
        if (!action.parts.some(({ kind }) => kind !== "other")) continue
        const full = recorded.map(history.messageOf)
        const started = ports.clock()
        const planned = plan({ sessionID: session.id, directory, messages: full })
        const ms = ports.clock() - started
        isStaged ||= planned?.staged === true
        const sent = planned?.draft.edits.length
          ? decodeSent(ports.apply(recorded, planned.draft), place).messages
          : full
        const fullBlocks = blocksOf(full)
        const sentBlocks = sent === full ? fullBlocks : blocksOf(sent)
        const pricedFull = reported(priceFull(fullBlocks, isFirst), factor)
        const pricedSent = reported(priceSent(sentBlocks, isFirst), factor)
        isFirst = false
        const output = Math.round(factor * meter.message(action))
        const again = findRefetches({
          transcript: { sessionID: session.id, directory, messages: [...full, action] },
          edits: planned?.draft.edits ?? [],
          after: full.at(-1)?.id,
        })
        history.answered(answer, { prompt: Math.round(pricedSent.tokens), output })
        yield {
          request: {
            message: action.id,
            limit: planned?.draft.budget.limit ?? Infinity,
            full: pricedFull,
            sent: pricedSent,
            forecast: planned?.draft.forecast.tokens ?? 0,
            stages: planned?.staged
              ? [...new Set(planned.draft.fresh.map(({ stage }) => stage))].filter(
                  (stage) => stage !== "initial",
                )
              : [],
            items: judgeItems({
              items: literalItems(action, directory),
              full: fullBlocks,
              sent: sentBlocks,
            }),
            calls: isStaged ? action.parts.filter(({ kind }) => kind === "tool").length : 0,
            refetches: isStaged ? again.length : 0,
            ms,
          },
          full,
          sent,
          action,
        }
      }
    }
  }
}

const reported = ({ tokens, cost, broke }: PricedPrompt, factor: number): PricedPrompt => ({
  tokens: factor * tokens,
  cost: factor * cost,
  broke,
})

/** Counted with a meter of its own: the replay's has to find new texts uncounted, as the host's. */
function peakOf({
  segments,
  history,
  settings: { system, factor },
  ports,
}: {
  readonly segments: readonly Segment[]
  readonly history: SimulatedHistory
  readonly settings: ReplaySettings
  readonly ports: ReplayPorts
}): number {
  const blocksOf = createPromptBlocks(createMeter(ports))
  const sizes = segments.map(({ messages, answers }) =>
    blocksOf(messages.slice(0, answers.at(-1)).map(history.messageOf)).reduce(
      (sum, { tokens }) => sum + tokens,
      0,
    ),
  )
  return factor * (system + Math.max(0, ...sizes))
}
