import { handleForPart } from "./handle.ts"
import { finishedCalls, relativePath } from "./call.ts"
import type { Call } from "./call.ts"
import type { Draft } from "./draft.ts"
import { appendEdits } from "./append-edits.ts"
import { namedFiles } from "./file-content.ts"
import { recentWindowStart } from "./recent-window.ts"
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
import type { StageInput, StageSettings } from "./stage.ts"
import { loopStartIndex, messageKey, slotKey } from "./transcript.ts"
import { isWindowsFolder } from "./windows-path.ts"

/**
 * In this order: each rule sees what the ones before it have replaced, so that nothing is dropped
 * because of a copy that goes too. The dense rendition comes last, for what stays.
 */
const RULES: readonly Rule[] = [
  supersededReads,
  overtakenSearches,
  overtakenCommands,
  duplicateOutputs,
  standingInputs,
  failedInputs,
  oldReasoning,
  oldMedia,
]

/** Stage A: drops what is redundant or stale, and renders the rest densely. Nothing else is lost. */
export function prune({ draft, meter, settings }: StageInput): Draft {
  const recentStart = recentWindowStart({ draft, meter, settings })
  const rules = settings.dense === "off" ? RULES : [...RULES, denseOutputs]
  const context = ruleContext({ draft, meter, settings, recentStart })
  return rules.reduce((current, rule) => {
    const proposals = rule({ ...context, isWhole: wholeIn(current) })
    return appendEdits({ draft: current, proposals, meter, stage: "stage_a_prune" })
  }, draft)
}

export interface RuleContextInput extends StageInput {
  readonly recentStart: number
}

export function ruleContext({
  draft,
  meter,
  settings,
  recentStart,
}: RuleContextInput): RuleContext {
  const { transcript, view } = draft
  const calls = finishedCalls(transcript).filter(({ message }) => !view.has(messageKey(message.id)))
  const protectedTools = new Set(settings.protectedTools)
  const isProtected = (call: Call): boolean =>
    protectedTools.has(call.part.tool) || touchesProtectedFile(call, transcript.directory, settings)
  return {
    messages: transcript.messages,
    directory: transcript.directory,
    calls,
    old: calls.filter((call) => call.index < recentStart && !isProtected(call)),
    isProtected,
    recentStart,
    loopStart: loopStartIndex(transcript.messages),
    isWhole: wholeIn(draft),
    handle: (part, field) =>
      handleForPart(settings, { part, field, digest: meter.digest(part, field) }),
    meter,
  }
}

const wholeIn =
  ({ view }: Draft): RuleContext["isWhole"] =>
  (message, part, field) => {
    const edit = view.get(slotKey(message.id, part.id, field))?.edit
    return edit === undefined || edit.reason === "dense"
  }

const touchesProtectedFile = (
  { part }: Call,
  directory: string,
  { isProtectedFile }: StageSettings,
): boolean =>
  isProtectedFile !== undefined &&
  namedFiles(part, directory)
    .flatMap((path) => [path, relativePath(path, directory)])
    .flatMap((path) => (isWindowsFolder(directory) ? [path, path.replaceAll("/", "\\")] : [path]))
    .some(isProtectedFile)
