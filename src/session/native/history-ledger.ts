import { handleOf } from "../handle.ts"
import { describeStep } from "../ledger/describe-step.ts"
import { ledgerEntry } from "../ledger/ledger-entry.ts"
import type { Meter } from "../meter.ts"
import { shortenTogether } from "../shorten-together.ts"
import { historyLedgerText, userLine } from "../texts.ts"
import type { Message } from "../transcript.ts"
import { writtenParts } from "../written.ts"

export interface HistoryLedgerInput {
  /** What the empty summary was to stand for, oldest first. */
  readonly messages: readonly Message[]
  /** The summary before it. */
  readonly earlier: string
  /** What the work depends on, as text. */
  readonly facts: string
  readonly directory: string
  readonly meter: Meter
  /** Most counted tokens of what the user said at one time, and of the whole. */
  readonly userTokens: number
  readonly tokens: number
}

/** Of the whole, the most that the summary before takes. */
const EARLIER_SHARE = 0.4
/** And what the user said at one time. */
const USER_SHARE = 0.25
/** The mark of what the user said, with a line break, tokens. */
const LINE_FRAME = 4

/**
 * What stands in the place of an empty summary: one line for each step and what the user said, the
 * newest as far as there is room.
 */
export function historyLedger(input: HistoryLedgerInput): string {
  const { messages, meter, userTokens, tokens, facts, directory } = input
  const count = (text: string): number => meter.measure(text).tokens
  const earlier = shortened([input.earlier], { meter, tokens: EARLIER_SHARE * tokens }).join("")
  const frame = { earlier, omitted: messages.length, lines: [], facts }
  let left = tokens - count(historyLedgerText(frame))
  const said = Math.min(userTokens, USER_SHARE * tokens, left - LINE_FRAME)
  const lines = messages.flatMap((message) => {
    const line = describe(message, { directory, meter, tokens: said })
    return line === "" ? [] : [{ line, cost: count(`${line}\n`) }]
  })
  const firstKept =
    lines.findLastIndex(({ cost }) => {
      left -= cost
      return left < 0
    }) + 1
  return historyLedgerText({
    earlier,
    omitted: firstKept,
    lines: lines.slice(firstKept).map(({ line }) => line),
    facts,
  })
}

interface DescribeOptions {
  readonly directory: string
  readonly meter: Meter
  /** Most counted tokens of what the user said at one time. */
  readonly tokens: number
}

function describe(message: Message, { directory, meter, tokens }: DescribeOptions): string {
  if (message.summary) return ""
  if (message.role === "user") {
    const said = writtenParts(message).flatMap(({ text }) => (text.trim() === "" ? [] : [text]))
    const texts = shortened(said, { meter, tokens }).map((text) => text.trim())
    return texts.length === 0 ? "" : userLine(texts.join("\n"))
  }
  const what = describeStep(message, directory)
  const handle = handleOf(meter.messageDigest(message))
  return what === "" ? "" : ledgerEntry({ message, what, handle, meter, tokens })
}

const shortened = (
  texts: readonly string[],
  { meter, tokens }: { readonly meter: Meter; readonly tokens: number },
): readonly string[] =>
  shortenTogether({
    texts: texts.map((text) => {
      const { tokens: size, digest } = meter.measure(text)
      return { text, size, handle: handleOf(digest) }
    }),
    tokens,
    count: (piece) => meter.measure(piece).tokens,
  })
