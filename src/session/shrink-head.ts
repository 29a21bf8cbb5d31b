import { handleOf } from "./handle.ts"
import { appendEdits } from "./append-edits.ts"
import { commonCap } from "./common-cap.ts"
import { headOf } from "./cut-text.ts"
import type { Draft } from "./draft.ts"
import type { Proposal } from "./edit.ts"
import { headFrames } from "./head-frame.ts"
import type { Meter } from "./meter.ts"
import { prune } from "./prune.ts"
import type { StageSettings } from "./stage.ts"
import { shorten } from "./shorten.ts"
import { standingText } from "./standing-text.ts"
import { fieldsOf, slotKey } from "./transcript.ts"
import type { Field, Message, Part, ToolInput } from "./transcript.ts"

/** The host's compaction cuts each tool result to this many characters itself. */
const HOST_RESULT_CHARS = 2_000
/** What it then writes behind them. */
const HOST_CUT = "\n[truncated]"
/** The host's own prompt and the previous summary's frame, counted tokens. */
const PROMPT_ALLOWANCE = 4_000
/** No piece is cut below this, tokens. */
const MIN_PIECE = 60
/** What stays of a piece, and whether cutting it is worth an edit, shows when it is cut: so often it is cut anew. */
const ROUNDS = 3

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
  const { factor } = pruned.forecast
  const pieces = piecesOf(pruned, meter)
  const sizes = pieces.map(({ size }) => size)
  const frame = PROMPT_ALLOWANCE + besides + framing(pruned, meter)
  const room = pruned.budget.limit / factor - frame
  let [head, size] = [pruned, sum(sizes)]
  let excess = size - room
  for (let round = 0; round < ROUNDS && size > room; round++) {
    const cap = Math.max(MIN_PIECE, commonCap(sizes, excess))
    const proposals = pieces
      .filter((piece) => piece.size > cap)
      .map((piece) => shortened(piece, { cap, meter }))
    head = appendEdits({ draft: pruned, proposals, meter, stage: "stage_d_recent" })
    size = sum(pieces.map((piece) => standingSize(piece, head)))
    excess += Math.max(0, size - room)
  }
  return { draft: head, tokens: Math.ceil(factor * (frame + size)) }
}

/** Tokens of what the host writes around the pieces; most of it comes again and again. */
function framing({ transcript }: Draft, meter: Meter): number {
  const known = new Map<string, number>()
  return sum(
    headFrames(transcript.messages).map((text) => {
      const size = known.get(text) ?? meter.measure(text).tokens
      known.set(text, size)
      return size
    }),
  )
}

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0)

/** A payload as the summarizer would read it. */
interface Piece {
  readonly message: Message
  readonly part: Part
  readonly field: Field
  readonly text: string
  readonly size: number
}

const piecesOf = (draft: Draft, meter: Meter): readonly Piece[] =>
  draft.transcript.messages.flatMap((message) =>
    message.parts.flatMap((part) =>
      fieldsOf(part)
        .filter((field) => field !== "media")
        .map((field) => {
          const whole = standingText(draft, { message, part, field })
          const isCut = isCutByHost(part, field) && whole.length > HOST_RESULT_CHARS
          const text = isCut ? headOf(whole, HOST_RESULT_CHARS) : whole
          const size = meter.measure(isCut ? text + HOST_CUT : text).tokens
          return { message, part, field, text, size }
        }),
    ),
  )

const asInput = (summary: string): ToolInput => ({ summary })

function shortened(
  { message, part, field, text, size }: Piece,
  { cap, meter }: { readonly cap: number; readonly meter: Meter },
): Proposal {
  const short = shorten({
    text,
    tokens: cap,
    size,
    handle: handleOf(meter.digest(part, field)),
    count: (piece) =>
      meter.measure(field === "input" ? JSON.stringify(asInput(piece)) : piece).tokens,
  })
  return {
    target: { message: message.id, part: part.id, field },
    replacement:
      field === "input" ? { kind: "input", input: asInput(short) } : { kind: "text", text: short },
    reason: "shrink-head",
  }
}

/** Where cutting saves too little for an edit, a piece stands as it was. */
function standingSize({ message, part, field, size }: Piece, { view }: Draft): number {
  const standing = view.get(slotKey(message.id, part.id, field))
  return standing?.edit.reason === "shrink-head" ? standing.tokens : size
}

/** The host shortens results itself, but sends the text of a failed call whole. */
const isCutByHost = (part: Part, field: Field): boolean =>
  field === "output" && part.kind === "tool" && part.status === "completed"
