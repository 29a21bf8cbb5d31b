import type { JournalState, SentSize } from "./journal-state.ts"
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
 * What older reports say of the server is said by newer ones too, or does not hold any more: a long
 * session is not counted again for them.
 */
const MOST_REPORTS = 100

/**
 * The model's newest reports since the newest summary, oldest first: those whose request the journal
 * holds, with every edit made before it.
 */
export function readReports({
  transcript: { messages },
  model,
  journal,
  meter,
}: ReportsInput): readonly UsageReport[] {
  const summarized = messages.findLast(({ summary }) => summary)?.created ?? -Infinity
  const answered: Pick<UsageReport, "message" | "index" | "reported" | keyof SentSize>[] = []
  for (const [index, message] of messages.entries()) {
    const sent = journal.sent.get(messages[index - 1]?.id ?? "")
    const { usage } = message
    const isOwn = journal.forkedAt === undefined || message.id > journal.forkedAt
    if (usage && sent && isOwn && !message.summary && message.created > summarized)
      if (sameModel(message.model, model))
        answered.push({ ...sent, message, index, reported: usage.prompt })
  }
  const newest = answered.slice(-MOST_REPORTS)
  const first = newest[0]?.index ?? messages.length
  const reports: UsageReport[] = []
  let [media, thought, hidden, turn, loopThought] = [0, 0, 0, 0, 0]
  for (const [index, message] of messages.entries()) {
    const report = newest[reports.length]
    const answer = index < first ? roughSizesOf(message, meter) : sizesOf(message, meter)
    if (report?.index === index)
      reports.push({
        ...report,
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

interface Sizes {
  readonly media: number
  readonly shown: number
  readonly unshown: number
}

/** Characters a token that no tokenizer has fewer of on the whole: rather too much than too little was thought. */
const FEWEST_CHARACTERS = 2

/** What was thought before the first report is not counted. */
function roughSizesOf({ parts }: Message, meter: Meter): Sizes {
  let [media, shown] = [0, 0]
  for (const part of parts)
    for (const field of fieldsOf(part)) {
      if (field === "media") media += meter.tokens(part, field)
      if (part.kind === "reasoning") shown += Math.ceil(part.text.length / FEWEST_CHARACTERS)
    }
  return { media, shown, unshown: 0 }
}

/**
 * Counted in a message: media, and the reasoning that it shows. Where a provider shows a summary, or
 * tells no reasoning, the output says how much more was thought.
 */
function sizesOf({ parts, usage }: Message, meter: Meter): Sizes {
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
