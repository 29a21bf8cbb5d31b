import type { JournalState } from "./journal-state.ts"
import type { Meter } from "./meter.ts"
import { MAX_FACTOR, MIN_FACTOR } from "./model-profile.ts"
import { sameModel } from "./transcript.ts"
import type { Message, ModelRef, Transcript } from "./transcript.ts"

/** What a provider reported for one request, beside what was counted of it. All in tokens. */
export interface UsageReport {
  readonly message: Message
  readonly index: number
  readonly reported: number
  /** Messages, inserts and system text as they were sent. Tool schemas are not in it. */
  readonly counted: number
  readonly system: number
  /** Taken out of sent messages by edits, since the session began. */
  readonly freed: number
  /** Counted in all messages before: images and files, and reasoning. */
  readonly media: number
  readonly thought: number
  /** Reasoning that the provider reported for the answers before, shown or not. */
  readonly hidden: number
  /** The user's messages before, and what was thought since the last of them, at its largest. */
  readonly turn: number
  readonly loopThought: number
}

export interface ReportsInput {
  readonly transcript: Transcript
  readonly model: ModelRef
  readonly journal: Readonly<JournalState>
  readonly meter: Meter
}

/**
 * The model's reports since the newest summary, oldest first: those whose request the journal holds,
 * with every edit made before it.
 */
export function readReports({
  transcript: { messages },
  model,
  journal,
  meter,
}: ReportsInput): readonly UsageReport[] {
  const summarized = messages.findLast(({ summary }) => summary)?.created ?? -Infinity
  const reports: UsageReport[] = []
  let [media, thought, hidden, turn, loopThought] = [0, 0, 0, 0, 0]
  for (const [index, message] of messages.entries()) {
    const sent = journal.sent.get(messages[index - 1]?.id ?? "")
    const { usage } = message
    const isOwn = journal.forkedAt === undefined || message.id > journal.forkedAt
    if (usage && sent && isOwn && !message.summary && message.created > summarized)
      if (sameModel(message.model, model))
        reports.push({
          ...sent,
          message,
          index,
          reported: usage.prompt,
          media,
          thought,
          hidden,
          turn,
          loopThought,
        })
    if (message.role === "user") [turn, loopThought] = [turn + 1, 0]
    let shown = 0
    for (const part of message.parts) {
      if (part.kind === "reasoning") shown += meter.tokens(part, "text")
      if (part.kind === "media" || (part.kind === "tool" && part.media.length > 0))
        media += meter.tokens(part, "media")
    }
    thought += shown
    hidden += usage?.reasoning ?? 0
    loopThought += Math.max(MAX_FACTOR * shown, usage?.reasoning ?? 0)
  }
  return reports
}

/** No prompt is larger than the model's context, and no tokenizer makes so little of what was counted. */
export const isPossible = (
  { reported, counted, media, thought }: UsageReport,
  context: number,
): boolean => reported <= context && reported >= MIN_FACTOR * (counted - media - thought)
