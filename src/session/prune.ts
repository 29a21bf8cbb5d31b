import { finishedCalls } from "./call.ts"
import type { Call } from "./call.ts"
import type { Draft } from "./draft.ts"
import { appendEdits } from "./append-edits.ts"
import type { Meter } from "./meter.ts"
import { recentWindowStart } from "./recent-window.ts"
import type { RecentWindowSettings } from "./recent-window.ts"
import { denseOutputs } from "./rules/dense-outputs.ts"
import { duplicateOutputs } from "./rules/duplicate-outputs.ts"
import { failedInputs } from "./rules/failed-inputs.ts"
import { oldMedia } from "./rules/old-media.ts"
import { oldReasoning } from "./rules/old-reasoning.ts"
import { overtakenCommands } from "./rules/overtaken-commands.ts"
import { overtakenSearches } from "./rules/overtaken-searches.ts"
import { standingInputs } from "./rules/standing-inputs.ts"
import { supersededReads } from "./rules/superseded-reads.ts"
import type { Rule, RuleContext } from "./rule.ts"
import { latestUserIndex, slotKey } from "./transcript.ts"

export interface PruneSettings extends RecentWindowSettings {
  readonly dense: "pressure" | "always" | "off"
  /** Tools whose results stay whole. */
  readonly protectedTools: readonly string[]
  /** Path patterns of files whose reads stay whole. */
  readonly isProtectedFile: (path: string) => boolean
}

/** In this order; of two rules on one payload the first wins. */
const RULES: readonly Rule[] = [
  supersededReads,
  duplicateOutputs,
  overtakenSearches,
  overtakenCommands,
  standingInputs,
  failedInputs,
  oldReasoning,
  oldMedia,
]

/** Stage A: drops what is redundant or stale, and renders the rest densely. Nothing else is lost. */
export function prune({
  draft,
  meter,
  settings,
}: {
  draft: Draft
  meter: Meter
  settings: PruneSettings
}): Draft {
  const context = ruleContext({ draft, meter, settings })
  const proposals = RULES.flatMap((rule) => rule(context))
  const pruned = appendEdits({ draft, proposals, meter })
  if (settings.dense === "off") return pruned
  return appendEdits({
    draft: pruned,
    proposals: denseOutputs(ruleContext({ draft: pruned, meter, settings })),
    meter,
  })
}

export function ruleContext({
  draft,
  meter,
  settings,
}: {
  draft: Draft
  meter: Meter
  settings: PruneSettings
}): RuleContext {
  const { transcript, view } = draft
  const calls = finishedCalls(transcript)
  const recentStart = recentWindowStart({ draft, meter, settings })
  const protectedTools = new Set(settings.protectedTools)
  return {
    messages: transcript.messages,
    directory: transcript.directory,
    calls,
    old: calls.filter(
      (call) =>
        call.index < recentStart &&
        !protectedTools.has(call.part.tool) &&
        !touchesProtectedFile(call, settings),
    ),
    recentStart,
    loopStart: latestUserIndex(transcript.messages),
    isWhole: (message, part, field) => {
      const edit = view.get(slotKey(message.id, part.id, field))?.edit
      return edit === undefined || edit.reason === "dense"
    },
    handle: (part, field) => meter.digest(part, field).slice(0, 8),
    meter,
  }
}

const touchesProtectedFile = ({ part }: Call, { isProtectedFile }: PruneSettings): boolean =>
  typeof part.input["filePath"] === "string" && isProtectedFile(part.input["filePath"])
