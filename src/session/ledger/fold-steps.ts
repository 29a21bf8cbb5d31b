import { appendEdits } from "../append-edits.ts"
import { describeStep } from "./describe-step.ts"
import type { Draft } from "../draft.ts"
import type { Proposal } from "../edit.ts"
import { countPayloads } from "../forecast.ts"
import { handleOf } from "../handle.ts"
import { newestProtected } from "../compact/newest-protected.ts"
import { ruleContext } from "../prune.ts"
import type { StageInput } from "../stage.ts"
import { recentWindowStart } from "../recent-window.ts"
import { ledgerLine } from "../texts.ts"
import { messageKey, WHOLE_MESSAGE } from "../transcript.ts"
import type { Message, Part } from "../transcript.ts"

/**
 * The turn ledger, Stage C without a model: the oldest steps become one line each until the target
 * is reached. What the user said stays where it is.
 */
export function foldSteps({ draft, meter, settings }: StageInput): Draft {
  const { transcript, view, forecast, budget } = draft
  const recentStart = recentWindowStart({ draft, meter, settings })
  const kept = newestProtected(ruleContext({ draft, meter, settings, recentStart }))
  let left = (forecast.tokens - budget.target) / forecast.factor
  const proposals: Proposal[] = []
  for (const message of transcript.messages.slice(0, recentStart)) {
    if (left <= 0) break
    if (view.has(messageKey(message.id)) || !isFoldable(message, kept)) continue
    const line = ledgerLine({
      what: describeStep(message, transcript.directory),
      handle: handleOf(meter.messageDigest(message)),
    })
    left -= countPayloads({ message, view, meter }) - meter.measure(line).tokens
    proposals.push({
      target: { message: message.id, part: "", field: WHOLE_MESSAGE },
      replacement: { kind: "text", text: line },
      reason: "folded-step",
    })
  }
  return appendEdits({ draft, proposals, meter, stage: "stage_c_fallback" })
}

const isFoldable = ({ role, summary, parts }: Message, kept: ReadonlySet<Part>): boolean =>
  role === "assistant" &&
  !summary &&
  parts.some((part) => part.kind !== "other") &&
  parts.every((part) => !kept.has(part) && !(part.kind === "tool" && part.status === "pending"))
