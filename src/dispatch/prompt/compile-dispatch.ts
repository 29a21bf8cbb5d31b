import { quote } from "../../session/quote.ts"
import type { DispatchStage } from "./dispatch-stages.ts"
import { compactPrompt } from "./compact-prompt.ts"
import type { ConstrainedForm } from "./constrained-form.ts"
import { countOnce } from "./count-once.ts"
import type { DispatchPrompt } from "./dispatch-prompt.ts"
import type { DroppedSection } from "./dropped-section.ts"
import { emergencyForm } from "./emergency-form.ts"
import type { FilledText } from "./fill-lines.ts"
import { dynamicTail, promptText, stablePrefix } from "./prompt-frame.ts"
import { UNFIT, withoutHandles } from "./prompt-texts.ts"
import { prunePrompt } from "./prune-prompt.ts"
import { rewrittenForm } from "./rewritten-form.ts"
import type { PromptUnit } from "./prompt-unit.ts"
import type { StageInput } from "./stage-input.ts"
import { taskUnits } from "./task-units.ts"

export interface CompileInput {
  readonly prompt: DispatchPrompt
  /** Tokens: a prompt of so many fits, one more does not. */
  readonly budget: number
  /** Tokens that compaction goes down to; the budget where nothing is said. */
  readonly target?: number | undefined
  readonly count: (text: string) => number
  readonly digest: (text: string) => string
  readonly settings: { readonly auto: boolean; readonly prune: boolean; readonly compact: boolean }
  readonly compactionContext: readonly string[]
  readonly compactionPromptOverride?: string | undefined
  /** The task as a model has rewritten it for the last stage. */
  readonly rewritten?: string | undefined
  /** Who gets the prompt has no tool to recall with. */
  readonly lacksRecall?: boolean | undefined
}

interface Sizes {
  /** Tokens. */
  readonly tokensBefore: number
  /** Tokens; of a prompt that was not compiled, the least that a stage came to. */
  readonly tokensAfter: number
  readonly budget: number
  /** The stages that ran, each with the least tokens so far. */
  readonly trace: readonly { readonly stage: "initial" | DispatchStage; readonly tokens: number }[]
  readonly stage: DispatchStage
  readonly stablePrefixHash: string
}

export type CompiledDispatch =
  | (Sizes & {
      readonly ok: true
      readonly text: string
      readonly fullPromptHash: string
      /** One for each placeholder in the text. */
      readonly dropped: readonly DroppedSection[]
    })
  | (Sizes & {
      readonly ok: false
      readonly code: "dispatch_prompt_overflow_terminal"
      /** What does not fit, as the model can name it. */
      readonly unfit: readonly string[]
    })

type StageResult =
  | { readonly ok: true; readonly stage: DispatchStage; readonly filled: FilledText }
  | {
      readonly ok: false
      readonly stage: DispatchStage
      /** Tokens of what the stage came to; undefined: it has no form at all. */
      readonly tokens: number | undefined
      readonly unfit: readonly string[]
    }

/** A prompt as it is dispatched: as it was written where it fits, else compacted stage by stage. */
export function compileDispatch(given: CompileInput): CompiledDispatch {
  const input = { ...given, count: countOnce(given.count) }
  const { prompt, budget, count, digest } = input
  const stable = stablePrefix(prompt.frame)
  const text = promptText(prompt)
  const tokensBefore = count(text)
  const trace: { stage: "initial" | DispatchStage; tokens: number }[] = [
    { stage: "initial", tokens: tokensBefore },
  ]
  let result: StageResult =
    tokensBefore <= budget
      ? { ok: true, stage: "none", filled: { text, tokens: tokensBefore, dropped: [] } }
      : { ok: false, stage: "none", tokens: undefined, unfit: [UNFIT.prompt] }
  let least = tokensBefore
  for (const run of result.ok ? [] : stagesOf(input, { tokens: tokensBefore, text })) {
    result = run()
    least = Math.min(least, (result.ok ? result.filled.tokens : result.tokens) ?? least)
    trace.push({ stage: result.stage, tokens: least })
    if (result.ok) break
  }
  const compiled = result.ok ? recallable(result.filled, input) : undefined
  const sizes = {
    tokensBefore,
    tokensAfter: compiled?.tokens ?? least,
    budget,
    trace,
    stage: result.stage,
    stablePrefixHash: digest(stable),
  }
  return compiled
    ? {
        ...sizes,
        ok: true,
        text: compiled.text,
        fullPromptHash: digest(`${stable}:${dynamicTail(compiled.text, stable)}`),
        dropped: compiled.dropped,
      }
    : {
        ...sizes,
        ok: false,
        code: "dispatch_prompt_overflow_terminal",
        unfit: result.ok ? [] : result.unfit,
      }
}

/** Without handles where nobody could follow them. */
function recallable(filled: FilledText, { lacksRecall, count }: CompileInput): FilledText {
  if (lacksRecall !== true || filled.dropped.length === 0) return filled
  const text = withoutHandles(
    filled.text,
    filled.dropped.map(({ handle }) => handle),
  )
  return { ...filled, text, tokens: count(text) }
}

/** A cut piece of a line has about this share of the prompt, so that nearly all of the room can be filled. */
const PIECE_SHARE = 0.05
const PIECE = { least: 16, most: 200 }

function stagesOf(
  input: CompileInput,
  initial: { readonly tokens: number; readonly text: string },
): readonly (() => StageResult)[] {
  const { prompt, budget, settings } = input
  if (!settings.auto) return []
  const target = Math.min(input.target ?? budget, budget)
  const goals = target < budget ? [target, budget] : [budget]
  const characters = (PIECE_SHARE * target * initial.text.length) / Math.max(1, initial.tokens)
  const piece = Math.max(PIECE.least, Math.min(PIECE.most, Math.floor(characters)))
  let units: readonly PromptUnit[] | undefined
  const stage = (goal: number): StageInput => {
    units ??= taskUnits({ text: prompt.task, piece })
    return { ...input, units, goal, piece }
  }
  return [
    ...(settings.prune && prompt.frame
      ? [() => filledOr("stage_a_prune", target, prunePrompt({ ...input, goal: target }))]
      : []),
    ...(settings.compact
      ? [
          () =>
            firstFitting(goals, (goal) =>
              filledOr("stage_b_prompt", goal, compactPrompt(stage(goal))),
            ),
        ]
      : []),
    () => lastStage(input, { goals, stage }),
  ]
}

const filledOr = (stage: DispatchStage, goal: number, filled: FilledText): StageResult =>
  filled.tokens <= goal
    ? { ok: true, stage, filled }
    : { ok: false, stage, tokens: filled.tokens, unfit: [] }

/** The result of the first goal that can be reached, else that of the last one. */
function firstFitting(goals: readonly number[], run: (goal: number) => StageResult): StageResult {
  const [goal = 0, ...others] = goals
  const result = run(goal)
  return result.ok || others.length === 0 ? result : firstFitting(others, run)
}

interface LastStageOptions {
  readonly goals: readonly number[]
  readonly stage: (goal: number) => StageInput
}

/** A model's form of the task wherever it fits the budget: it says more than what code leaves standing. */
function lastStage(
  { rewritten = "", compactionPromptOverride: override }: CompileInput,
  { goals, stage }: LastStageOptions,
): StageResult {
  // The stages bound it.
  const text = quote(rewritten, { characters: Infinity, keepsSpace: true }).trim()
  const byModel =
    text === ""
      ? undefined
      : firstFitting(goals, (goal) =>
          formOr("stage_c_llm", rewrittenForm({ ...stage(goal), override, rewritten: text })),
        )
  if (byModel?.ok) return byModel
  return firstFitting(goals, (goal) =>
    formOr("stage_c_fallback", emergencyForm({ ...stage(goal), override })),
  )
}

const formOr = (stage: DispatchStage, form: ConstrainedForm): StageResult =>
  form.ok
    ? { ok: true, stage, filled: form.filled }
    : { ok: false, stage, tokens: undefined, unfit: form.unfit }
