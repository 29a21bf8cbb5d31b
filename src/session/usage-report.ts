import type { JournalState } from "./journal-state.ts"
import type { Meter } from "./meter.ts"
import { MAX_FACTOR, MIN_FACTOR } from "./model-profile.ts"
import { fieldsOf, sameModel } from "./transcript.ts"
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
  /** Output of the answers before, and of this one, that no part shows: it may come back in prompts. */
  readonly hidden: number
  readonly unshown: number
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
    const answer = sizesOf(message, meter)
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
          unshown: answer.unshown,
          turn,
          loopThought,
        })
    if (message.role === "user") [turn, loopThought] = [turn + 1, 0]
    media += answer.media
    thought += answer.shown
    hidden += answer.unshown
    loopThought += MAX_FACTOR * answer.shown + answer.unshown
  }
  return reports
}

/**
 * Counted in a message: media, and the reasoning that it shows. Where a provider shows a summary, or
 * tells no reasoning, the output says how much more was thought.
 */
function sizesOf(
  { parts, usage }: Message,
  meter: Meter,
): { readonly media: number; readonly shown: number; readonly unshown: number } {
  let [media, shown, written] = [0, 0, 0]
  for (const part of parts)
    for (const field of fieldsOf(part)) {
      if (field === "media") media += meter.tokens(part, field)
      if (field === "reasoning") shown += meter.tokens(part, field)
      if (field === "text" || field === "input") written += meter.tokens(part, field)
    }
  if (!usage) return { media, shown, unshown: 0 }
  const { output, reasoning = 0 } = usage
  const unshown = Math.max(0, reasoning - shown) + Math.max(0, output - written)
  return { media, shown, unshown }
}

/** No prompt is larger than the model's context, and no tokenizer makes so little of what was counted. */
export const isPossible = (
  { reported, counted, media, thought }: UsageReport,
  context: number,
): boolean => reported <= context && reported >= MIN_FACTOR * (counted - media - thought)
