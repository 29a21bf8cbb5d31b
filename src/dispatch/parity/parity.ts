import type { ContractKind } from "../run/contract.ts"
import {
  PARITY_NOTE,
  divergenceLine,
  issueLine,
  lostLine,
  moreLost,
  parityRunLine,
} from "../run/contract-texts.ts"
import type { DispatchRecord } from "../run/dispatch-record.ts"
import { foldRun } from "../run/fold-run.ts"
import type { RunSettings } from "../run/fold-run.ts"
import type { NextAction } from "../run/next-action.ts"
import { parseResult } from "../run/parse-result.ts"
import type { ParsedResult } from "../run/parse-result.ts"
import { readParentForm } from "./read-parent-form.ts"
import { retention } from "./retention.ts"

/** One dispatch as it was recorded. */
export interface TraceStep {
  readonly role: string
  readonly like: ContractKind | undefined
  readonly taskID: string
  readonly prompt: string
  readonly result: string
  /** What its parent was told to do next, where the session was recorded with this plugin. */
  readonly told?: NextAction | undefined
}

export interface DispatchTrace {
  readonly run: string
  readonly steps: readonly TraceStep[]
  /** Tasks of the run, where its orchestrator has declared them. */
  readonly declaredTasks?: readonly string[] | undefined
}

/** What came of a step's raw result. */
export interface StepOutcome {
  readonly parsed: ParsedResult
  readonly nextAction: NextAction | undefined
}

export interface ParityInput extends Omit<RunSettings, "isAlive"> {
  readonly traces: readonly DispatchTrace[]
  /**
   * What the sub-agent got in place of the prompt, and its parent in place of the result. Without a
   * prompt nothing would have been dispatched, and nothing follows.
   */
  readonly compacted: (
    step: TraceStep,
    outcome: StepOutcome,
  ) => { readonly prompt: string | undefined; readonly result: string }
  readonly maxOutputTokens: number
  readonly count: (text: string) => number
}

interface Figures {
  /** Steps after which both variants do the same next. */
  readonly equal: number
  readonly total: number
  /** Equal by total, one where there is no step. */
  readonly next_action_parity: number
  /** Share of the prompts' lines that decide which stand in the compacted prompts. */
  readonly retention: number
}

export interface RunParity extends Figures {
  readonly run: string
  /** By the index of their steps. */
  readonly diverging: readonly Divergence[]
  readonly lost: readonly { readonly step: number; readonly line: string }[]
}

interface Divergence {
  readonly step: number
  readonly raw: NextAction | undefined
  readonly compacted: NextAction | undefined
}

export interface ParityReport {
  readonly runs: readonly RunParity[]
  readonly total: Figures
  readonly diverging: readonly (Divergence & { readonly run: string })[]
}

/** Replays recorded dispatches with and without compaction, and compares what the orchestrator does next. */
export function dispatchParity(input: ParityInput): ParityReport {
  const replayed = input.traces.map((trace) => replay(trace, input))
  return {
    runs: replayed.map(({ run }) => run),
    total: figures(replayed.map(({ counts }) => counts)),
    diverging: replayed.flatMap(({ run }) =>
      run.diverging.map((one) => ({ run: run.run, ...one })),
    ),
  }
}

interface Counts {
  readonly equal: number
  readonly total: number
  readonly kept: number
  readonly relevant: number
}

function replay(
  { run, steps, declaredTasks = [] }: DispatchTrace,
  input: ParityInput,
): { readonly run: RunParity; readonly counts: Counts } {
  const declared = declaration(declaredTasks)
  const [raw, other]: [DispatchRecord[], DispatchRecord[]] = [[...declared], [...declared]]
  const findings = new Map<string, readonly string[]>()
  const diverging: Divergence[] = []
  const lost: { step: number; line: string }[] = []
  const counts = { equal: 0, total: 0, kept: 0, relevant: 0 }
  for (const [at, step] of steps.entries()) {
    const { like: kind, taskID } = step
    // What an agent that nobody mapped answers decides nothing.
    if (kind === undefined) continue
    const { maxOutputTokens, count } = input
    const parsed = parseResult({ text: step.result, kind, taskID, maxOutputTokens, count })
    raw.push(...recordsOf(step, at, parsed))
    const wanted = nextActionOf(raw, taskID, input)
    const form = input.compacted(step, { parsed, nextAction: wanted })
    const reread = readParentForm({ text: form.result, kind, taskID, maxOutputTokens, count })
    other.push(...recordsOf(step, at, reread))
    const got =
      form.prompt === undefined ? undefined : (step.told ?? nextActionOf(other, taskID, input))
    const lines = retention({
      original: step.prompt,
      compacted: form.prompt ?? "",
      findings: findings.get(taskID) ?? [],
    })
    if (parsed.ok && "assessment" in parsed.result) findings.set(taskID, findingsOf(parsed.result))
    if (got !== wanted) diverging.push({ step: at, raw: wanted, compacted: got })
    lost.push(...lines.lost.map((line) => ({ step: at, line })))
    counts.equal += got === wanted ? 1 : 0
    counts.total++
    counts.kept += lines.kept
    counts.relevant += lines.relevant
  }
  return { run: { run, ...figures([counts]), diverging, lost }, counts }
}

const declaration = (tasks: readonly string[]): readonly DispatchRecord[] =>
  tasks.length === 0 ? [] : [{ type: "wave", at: 0, count: tasks.length, tasks, isPlanned: true }]

const findingsOf = (result: {
  readonly issues: readonly Parameters<typeof issueLine>[0][]
  readonly required_fixes: readonly string[]
}): readonly string[] => [
  ...result.issues.flatMap(({ message, fix }) => [message, fix]),
  ...result.required_fixes,
]

/** The step as a journal holds it. */
const recordsOf = (
  { role, like, taskID }: TraceStep,
  at: number,
  parsed: ParsedResult,
): readonly DispatchRecord[] => [
  {
    type: "dispatch",
    call: String(at),
    at,
    pid: 0,
    host: "",
    role,
    like,
    agent: role,
    task: taskID,
    stage: "none",
    before: 0,
    after: 0,
    budget: 0,
    guide: "none",
    auto: false,
  },
  {
    type: "dispatch-result",
    call: String(at),
    at,
    tokens: 0,
    ...(parsed.ok ? { result: parsed.result } : { code: parsed.code }),
  },
]

const nextActionOf = (
  records: readonly DispatchRecord[],
  taskID: string,
  input: ParityInput,
): NextAction | undefined =>
  foldRun(records, { ...input, isAlive: () => true }).tasks.get(taskID)?.nextAction

const share = (part: number, whole: number): number => (whole === 0 ? 1 : part / whole)

function figures(all: readonly Counts[]): Figures {
  const sum = (key: keyof Counts): number => all.reduce((total, one) => total + one[key], 0)
  const [equal, total] = [sum("equal"), sum("total")]
  return {
    equal,
    total,
    next_action_parity: share(equal, total),
    retention: share(sum("kept"), sum("relevant")),
  }
}

/** So many lost lines of a run are shown. */
const SHOWN_LOST = 5

/** The report for a terminal. */
export const parityReport = ({ runs, total, diverging }: ParityReport): string =>
  [
    ...runs.map(parityRunLine),
    parityRunLine({ run: "total", ...total }),
    ...diverging.map(divergenceLine),
    ...runs.flatMap(({ run, lost }) => [
      ...lost.slice(0, SHOWN_LOST).map((one) => lostLine({ run, ...one })),
      ...(lost.length > SHOWN_LOST ? [moreLost(lost.length - SHOWN_LOST)] : []),
    ]),
    PARITY_NOTE,
  ].join("\n")
