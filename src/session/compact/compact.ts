import { appendEdits } from "../append-edits.ts"
import { attachments } from "../attachments.ts"
import type { Attachment } from "../attachments.ts"
import type { Draft } from "../draft.ts"
import type { Proposal } from "../edit.ts"
import { ruleContext } from "../prune.ts"
import type { RuleContext } from "../rule.ts"
import type { StageInput } from "../stage.ts"
import { recentWindowStart } from "../recent-window.ts"
import { chooseLevels } from "./choose-levels.ts"
import { inputPieces } from "./input-pieces.ts"
import { knownNames } from "./known-names.ts"
import { newestProtected } from "./newest-protected.ts"
import { outputPieces } from "./output-pieces.ts"
import type { Piece } from "./piece.ts"
import { retention } from "./retention.ts"
import { textPieces } from "./text-pieces.ts"

export interface CompactInput extends StageInput {
  /** Most that a token saved may cost; see `chooseLevels`. */
  readonly maxPrice: number
}

/** Of the target, as much may go beyond it. */
const SPARE_SHARE = 0.5

/**
 * Stage B: what is old loses detail, a level at a time and first where a token keeps least, until
 * the target is reached. Nothing goes below one line.
 */
export function compact(input: CompactInput): Draft {
  const { draft, meter, maxPrice } = input
  const { forecast, budget } = draft
  const chosen = chooseLevels({
    pieces: oldPieces(input),
    excess: (forecast.tokens - budget.target) / forecast.factor,
    spare: (SPARE_SHARE * budget.target) / forecast.factor,
    maxPrice,
  })
  const replaced = new Set([...chosen.keys()].map(({ key }) => key))
  const isKnown = knownNames({ draft, replaced })
  // The newest first: a name stands in one skeleton only, the one that is likeliest to be looked at.
  const proposals = [...chosen]
    .toSorted(([a], [b]) => b.index - a.index)
    .map(([{ target }, level]): Proposal => ({ target, ...level.replace(isKnown) }))
  return appendEdits({ draft, proposals, meter, stage: "stage_b_prompt" })
}

/** All that may lose detail: before the recent window, and not the newest of what is protected. */
function oldPieces({ draft, meter, settings }: StageInput): readonly Piece[] {
  const recentStart = recentWindowStart({ draft, meter, settings })
  const context = ruleContext({ draft, meter, settings, recentStart })
  const worth = retention(context)
  const kept = newestProtected(context)
  const old = context.calls.filter((call) => call.index < recentStart && !kept.has(call.part))
  const outputs = [
    ...old.filter(({ part }) => !part.replies).map((call) => ({ call })),
    ...oldAttachments(context).map(({ call, text }) => ({ call, attached: text })),
  ]
  return [
    ...outputs.flatMap((output) =>
      outputPieces({ ...output, draft, context, worth: worth(output.call, "output") }),
    ),
    ...old.flatMap((call) => inputPieces({ call, context, worth: worth(call, "input") })),
    ...textPieces({ draft, context, userTokens: settings.userTokens, kept }),
  ]
}

/** Those that a step has seen: what was attached to a request that is still to be answered is new. */
const oldAttachments = (context: RuleContext): readonly Attachment[] =>
  context.recentStart < context.messages.length
    ? attachments(context).filter(
        ({ call }) => call.index < context.recentStart && !context.isProtected(call),
      )
    : []
