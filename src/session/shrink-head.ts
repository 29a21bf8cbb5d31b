import { handleOf } from "./handle.ts"
import { appendEdits } from "./append-edits.ts"
import type { Draft } from "./draft.ts"
import type { Proposal } from "./edit.ts"
import type { Meter } from "./meter.ts"
import { prune } from "./prune.ts"
import type { StageSettings } from "./stage.ts"
import { shorten } from "./shorten.ts"
import { standingText } from "./standing-text.ts"
import { commonCap } from "./shorten-recent.ts"
import { fieldsOf } from "./transcript.ts"
import type { Field, Part } from "./transcript.ts"

/** The host's compaction cuts each tool result to this many characters itself. */
const HOST_RESULT_CHARS = 2_000
/** The host's own prompt and the previous summary's frame, counted tokens. */
const PROMPT_ALLOWANCE = 4_000
const MIN_PIECE = 60
const SLACK = 1.05

export interface ShrinkHeadInput {
  readonly draft: Draft
  readonly meter: Meter
  /** How to prune before cutting; undefined where pruning is switched off. */
  readonly settings: StageSettings | undefined
  /** Counted tokens of the earlier summary, which the host adds to its prompt. */
  readonly besides: number
}

export interface ShrunkHead {
  readonly draft: Draft
  /** Expected size of the summarizer's request, tokens. */
  readonly tokens: number
}

/**
 * The head that the host's compaction summarizes: pruned like a request, then cut to one common
 * piece size until the summarizer's request fits its window. Not journaled: it is read once.
 */
export function shrinkHead({ draft, meter, settings, besides }: ShrinkHeadInput): ShrunkHead {
  const pruned = settings ? prune({ draft, meter, settings }) : draft
  const pieces = pruned.transcript.messages.flatMap((message) =>
    message.parts.flatMap((part) =>
      fieldsOf(part)
        .filter((field) => field !== "media")
        .map((field) => {
          const whole = standingText(pruned, { message, part, field })
          const text = isCutByHost(part, field) ? whole.slice(0, HOST_RESULT_CHARS) : whole
          return { message, part, field, text, size: meter.measure(text).tokens }
        }),
    ),
  )
  const sizes = pieces.map(({ size }) => size)
  const sum = sizes.reduce((total, size) => total + size, PROMPT_ALLOWANCE + besides)
  const excess = SLACK * (sum - pruned.budget.limit / pruned.forecast.factor)
  const { factor } = pruned.forecast
  if (excess <= 0) return { draft: pruned, tokens: Math.ceil(factor * sum) }
  const cap = Math.max(MIN_PIECE, commonCap(sizes, excess))
  const proposals = pieces
    .filter(({ size }) => size > cap)
    .map(({ message, part, field, text, size }): Proposal => {
      const handle = handleOf(meter.digest(part, field))
      const short = shorten({
        text,
        tokens: cap,
        size,
        handle,
        count: (piece) => meter.measure(piece).tokens,
      })
      return {
        target: { message: message.id, part: part.id, field },
        replacement:
          field === "input"
            ? { kind: "input", input: { summary: short } }
            : { kind: "text", text: short },
        reason: "shrink-head",
      }
    })
  const cut =
    proposals.length > 0 ? sizes.reduce((total, size) => total + Math.max(0, size - cap), 0) : 0
  return {
    draft: appendEdits({ draft: pruned, proposals, meter }),
    tokens: Math.ceil(factor * (sum - cut)),
  }
}

/** The host shortens results itself, but sends the text of a failed call whole. */
const isCutByHost = (part: Part, field: Field): boolean =>
  field === "output" && part.kind === "tool" && part.status === "completed"
