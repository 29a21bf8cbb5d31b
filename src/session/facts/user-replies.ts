import { boundReplies } from "../bound-replies.ts"
import { describeCallOf, describeOutcome } from "../ledger/describe-step.ts"
import type { Meter } from "../meter.ts"
import type { ToolPart, Transcript } from "../transcript.ts"

/** What the user said in a call, as it is told to whoever goes on with the work. */
export interface ReplyFact {
  readonly text: string
  /** What of it has to stand somewhere, so that it need not be told. */
  readonly needle: string
}

export interface UserRepliesInput {
  readonly transcript: Transcript
  readonly meter: Meter
  /** Most counted tokens of what the user said in one call. */
  readonly userTokens: number
}

/** Oldest first. */
export const userReplies = ({
  transcript: { messages, directory },
  meter,
  userTokens,
}: UserRepliesInput): readonly ReplyFact[] =>
  messages.flatMap(({ parts }) =>
    parts.flatMap((part) =>
      part.kind === "tool"
        ? boundReplies(part, { meter, tokens: userTokens }).map((shown, index) =>
            replyFact(part, { reply: part.replies?.[index] ?? shown, shown, directory }),
          )
        : [],
    ),
  )

/** An answer names its question; what was refused has to be named. */
function replyFact(
  part: ToolPart,
  {
    reply,
    shown,
    directory,
  }: { readonly reply: string; readonly shown: string; readonly directory: string },
): ReplyFact {
  if (part.status === "completed") return { text: shown, needle: reply }
  // The host's words for a refusal say nothing of what was refused, and stand there for others too.
  const bare = reply === part.output ? describeOutcome(part, directory) : undefined
  return bare === undefined
    ? { text: `${describeCallOf(part, directory)}: ${shown}`, needle: reply }
    : { text: bare, needle: bare }
}
