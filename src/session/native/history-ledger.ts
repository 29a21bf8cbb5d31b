import { handleOf } from "../handle.ts"
import { describeStep } from "../ledger/describe-step.ts"
import type { Meter } from "../meter.ts"
import { shorten } from "../shorten.ts"
import { historyLedgerText, ledgerLine, userLine } from "../texts.ts"
import type { Message } from "../transcript.ts"

export interface HistoryLedgerInput {
  /** What the empty summary was to stand for, oldest first. */
  readonly messages: readonly Message[]
  /** The summary before it. */
  readonly earlier: string
  /** What the work depends on, as text. */
  readonly facts: string
  readonly directory: string
  readonly meter: Meter
  /** Most counted tokens of one text of the user, and of the whole. */
  readonly userTokens: number
  readonly tokens: number
}

/** Of the whole, the most that the summary before takes. */
const EARLIER_SHARE = 0.4
/** And one text of the user. */
const USER_SHARE = 0.25

/**
 * What stands in the place of an empty summary: one line for each step and what the user said, the
 * newest as far as there is room.
 */
export function historyLedger(input: HistoryLedgerInput): string {
  const { meter, tokens, facts } = input
  const count = (text: string): number => meter.measure(text).tokens
  const earlier = shortened(input.earlier, { meter, tokens: EARLIER_SHARE * tokens })
  let left = tokens - count(earlier) - count(facts)
  const lines = input.messages.flatMap((message) => {
    const line = describe(message, input)
    return line === "" ? [] : [{ line, cost: count(line) + 1 }]
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

function describe(message: Message, input: HistoryLedgerInput): string {
  const { directory, meter, userTokens, tokens } = input
  if (message.summary) return ""
  if (message.role === "user") {
    const most = { meter, tokens: Math.min(userTokens, USER_SHARE * tokens) }
    const said = message.parts.flatMap((part) =>
      part.kind === "text" && part.text.trim() !== "" ? [shortened(part.text, most).trim()] : [],
    )
    return said.length === 0 ? "" : userLine(said.join("\n"))
  }
  const what = describeStep(message, directory)
  return what === "" ? "" : ledgerLine({ what, handle: handleOf(meter.messageDigest(message)) })
}

function shortened(
  text: string,
  { meter, tokens }: { readonly meter: Meter; readonly tokens: number },
): string {
  const { tokens: size, digest } = meter.measure(text)
  return size <= tokens
    ? text
    : shorten({
        text,
        tokens,
        size,
        handle: handleOf(digest),
        count: (piece) => meter.measure(piece).tokens,
      })
}
