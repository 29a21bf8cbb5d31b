import { boundReplies } from "../bound-replies.ts"
import type { ReplyBound } from "../bound-replies.ts"
import { quote } from "../quote.ts"
import { ledgerLine, userLine } from "../texts.ts"
import type { Message } from "../transcript.ts"

export interface LedgerEntryInput extends ReplyBound {
  readonly message: Message
  /** What it did, on one line. */
  readonly what: string
  readonly handle: string
}

/** A step in a ledger: one line, and below it word for word what the user said in its calls. */
export const ledgerEntry = ({ message, what, handle, ...bound }: LedgerEntryInput): string =>
  [ledgerLine({ what, handle }), ...replyLines(message, bound)].join("\n")

const replyLines = ({ parts }: Message, bound: ReplyBound): readonly string[] =>
  parts.flatMap((part) =>
    part.kind === "tool"
      ? boundReplies(part, bound)
          // A refusal without a word is how the call ended: the line says so already.
          .filter((reply) => part.status === "completed" || reply !== part.output)
          .map((reply) => userLine(quote(reply, { characters: Infinity, keepsSpace: true })))
      : [],
  )
