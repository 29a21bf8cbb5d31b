import { asRecord } from "../session/is-record.ts"
import type { RecordedMessage } from "./recorded-session.ts"

/** A stretch between two compactions of the host: its prompts grow from one beginning. */
export interface Segment {
  readonly messages: readonly RecordedMessage[]
  /** Indexes of the answers among them: what stands before one is the prompt that it answers. */
  readonly answers: readonly number[]
}

/**
 * Cuts a session as the host does: after a compaction it sends the request for a summary, the
 * summary, the tail that was kept, and what came later.
 */
export function findSegments(messages: readonly RecordedMessage[]): readonly Segment[] {
  const segments: Segment[] = []
  let current: RecordedMessage[] = []
  let answers: number[] = []
  for (const message of messages) {
    if (isSummary(message)) {
      // The host ignores a summary that failed: the old history stays.
      if (!hasText(message) || asRecord(message.info)["error"]) continue
      segments.push({ messages: current, answers })
      current = afterSummary(current, message)
      answers = []
      continue
    }
    if (roleOf(message) === "assistant") answers.push(current.length)
    current.push(message)
  }
  return [...segments, { messages: current, answers }].filter(
    (segment) => segment.answers.length > 0,
  )
}

function afterSummary(
  before: readonly RecordedMessage[],
  summary: RecordedMessage,
): RecordedMessage[] {
  const asked = before.findLast((message) => compactionPart(message) !== undefined)
  const tailStart = asked && compactionPart(asked)?.["tail_start_id"]
  const from = before.findIndex(({ info }) => asRecord(info)["id"] === tailStart)
  const tail = from < 0 ? [] : before.slice(from).filter((message) => message !== asked)
  return [...(asked ? [asked] : []), summary, ...tail]
}

const roleOf = ({ info }: RecordedMessage): unknown => asRecord(info)["role"]

function isSummary({ info }: RecordedMessage): boolean {
  const { role, summary, mode, agent } = asRecord(info)
  return (
    role === "assistant" && (summary === true || mode === "compaction" || agent === "compaction")
  )
}

const compactionPart = (message: RecordedMessage): Record<string, unknown> | undefined =>
  roleOf(message) === "user"
    ? message.parts.map(asRecord).find((part) => part["type"] === "compaction")
    : undefined

const hasText = ({ parts }: RecordedMessage): boolean =>
  parts
    .map(asRecord)
    .some(({ type, text }) => type === "text" && typeof text === "string" && /\S/.test(text))
