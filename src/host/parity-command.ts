import { answerForParent } from "../dispatch/wave/answer-for-parent.ts"
import { compileDispatch } from "../dispatch/prompt/compile-dispatch.ts"
import { statedContract } from "../dispatch/run/contract.ts"
import { retryText, terminalText } from "../dispatch/run/contract-texts.ts"
import { dispatchParity, parityReport } from "../dispatch/parity/parity.ts"
import type { ParityReport, StepOutcome, TraceStep } from "../dispatch/parity/parity.ts"
import { PATTERN_CAPS } from "../dispatch/wave/wave-pattern.ts"
import { digest } from "./digest.ts"
import type { ParityFlags } from "./parity-flags.ts"
import { planSettings } from "./plan-settings.ts"
import { readExport } from "./read-export.ts"
import { recordedDispatches } from "./recorded-dispatches.ts"
import { EXIT } from "./replay-command.ts"
import type { Streams } from "./replay-command.ts"
import { createTokenCounter } from "./tokens.ts"

/** Replays the dispatches of recorded sessions with and without compaction; returns the exit code. */
export async function parityCommand(flags: ParityFlags, { out, err }: Streams): Promise<number> {
  const { files, config, json } = flags
  const read = files.map(readExport)
  const problems = read.flatMap((result) => (result.ok ? [] : [result.problem]))
  const traces = read.flatMap((result) =>
    result.ok ? [recordedDispatches(result.session, config)] : [],
  )
  for (const { run, steps } of traces)
    if (steps.length === 0)
      problems.push(`${run}: holds no answered dispatch to an agent of a role`)
  if (problems.length > 0) {
    err(problems.join("\n"))
    return EXIT.unreadable
  }
  const { ready, count } = createTokenCounter(config.tokens)
  await ready()
  const { maxOutputTokens, stalledThreshold, reviewLoopThreshold } = config.dispatch
  const report = dispatchParity({
    traces,
    compacted: (step, outcome) => ({
      prompt: compactedPrompt(step, flags, count),
      result: shownResult(step, outcome, count),
    }),
    maxOutputTokens,
    stalledThreshold,
    reviewLoopThreshold,
    count,
    digest,
  })
  out(json ? JSON.stringify({ version: 1, ...report }, undefined, 1) : parityReport(report))
  return exitCode(report, err)
}

const exitCode = ({ total, diverging }: ParityReport, err: Streams["err"]): number => {
  if (total.next_action_parity === 1) return EXIT.done
  err(`Next actions differ in ${[...new Set(diverging.map(({ run }) => run))].join(", ")}.`)
  return EXIT.gateFailed
}

type Count = (text: string) => number

/** Undefined where it does not fit at all. */
function compactedPrompt(
  step: TraceStep,
  { config, budget }: ParityFlags,
  count: Count,
): string | undefined {
  const { taskID, role, like, prompt: task } = step
  const compiled = compileDispatch({
    prompt: {
      frame: {
        role,
        contract: like ? statedContract(like) : "",
        taskID,
        maxOutputTokens: config.dispatch.maxOutputTokens,
        delta: { task_id: taskID },
        guide: { mode: "none", text: "", cacheKey: "" },
      },
      task,
    },
    budget: budget ?? Math.ceil(count(task) / 2),
    count,
    digest,
    settings: planSettings(config),
    compactionContext: config.compactionContext,
    compactionPromptOverride: config.compactionPromptOverride,
  })
  return compiled.ok ? compiled.text : undefined
}

/** What the parent gets of an answer that came back alone. */
function shownResult(
  { taskID, like: kind = "implementer" }: TraceStep,
  { parsed, nextAction = "halt_and_escalate" }: StepOutcome,
  count: Count,
): string {
  if (parsed.ok) {
    const cap = { form: "direct", ...PATTERN_CAPS.direct } as const
    return answerForParent({ ...parsed, nextAction, taskID, cap, count, pointer: undefined })
  }
  const unusable = { code: parsed.code, detail: parsed.detail, taskID, kind }
  return nextAction === "halt_schema_invalid_terminal"
    ? terminalText(unusable)
    : retryText({ ...unusable, child: undefined })
}
