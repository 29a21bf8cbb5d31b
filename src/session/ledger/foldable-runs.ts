import type { Rendition } from "../replay-edits.ts"
import type { RuleContext } from "../rule.ts"
import { isSent, latestUserIndex, messageKey } from "../transcript.ts"
import type { Message, Part } from "../transcript.ts"

export interface FoldableRunsInput {
  readonly context: RuleContext
  readonly view: ReadonlyMap<string, Rendition>
  /** Calls that stay as they are. */
  readonly kept: ReadonlySet<Part>
}

/**
 * The steps before the recent window that can be folded, oldest first, in runs that are folded
 * together. A run is one step, but not in a running tool loop whose provider wants it to begin with
 * reasoning: what stands behind a fold must begin with it.
 */
export function foldableRuns({
  context: { messages, recentStart, loopStart },
  view,
  kept,
}: FoldableRunsInput): readonly (readonly Message[])[] {
  const latest = latestUserIndex(messages)
  const loop = messages.slice(loopStart)
  const isOpened = loop.some(({ parts }) =>
    parts.some((part) => part.kind === "reasoning" && part.opensLoop),
  )
  const runs: Message[][] = []
  let run: Message[] = []
  let isBlocked = false
  for (const [index, message] of messages.slice(0, recentStart + 1).entries()) {
    if (!isOpened || index <= loopStart || beginsWithReasoning(message)) {
      if (!isBlocked && run.length > 0) runs.push(run)
      run = []
      isBlocked = false
    }
    if (index === recentStart || !isStep(message) || view.has(messageKey(message.id))) continue
    if (message.parts.some((part) => kept.has(part) || (index > latest && isRunning(part))))
      isBlocked = true
    else run.push(message)
  }
  return runs
}

const isStep = (message: Message): boolean =>
  message.role === "assistant" && !message.summary && isSent(message)

/** Behind the latest request; before it, a call that never ended was interrupted. */
const isRunning = (part: Part): boolean => part.kind === "tool" && part.status === "pending"

const beginsWithReasoning = ({ role, parts }: Message): boolean =>
  role === "assistant" && parts.find(({ kind }) => kind !== "other")?.kind === "reasoning"
