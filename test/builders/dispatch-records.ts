import * as fc from "fast-check"
import type { ImplementerResult, ReviewerResult } from "../../src/dispatch/run/contract.ts"
import type {
  DispatchRecord,
  ResultRecord,
  SentRecord,
} from "../../src/dispatch/run/dispatch-record.ts"

export const implementerResult = (
  overrides: Partial<ImplementerResult> = {},
): ImplementerResult => ({
  task_id: "7",
  status: "completed",
  summary: "Mended the parser",
  files_changed: ["src/parser.ts"],
  tests: [{ command: "npm test", passed: true }],
  follow_up_actions: [],
  ...overrides,
})

export const reviewerResult = (overrides: Partial<ReviewerResult> = {}): ReviewerResult => ({
  task_id: "7",
  assessment: "approved",
  strengths: ["small"],
  issues: [],
  required_fixes: [],
  ...overrides,
})

export const FINDING = {
  severity: "important",
  file: "src/parser.ts",
  message: "Empty input throws",
  fix: "Return an empty list",
} as const

/** A review that asks for one change. */
export const changesWanted = (overrides: Partial<ReviewerResult> = {}): ReviewerResult =>
  reviewerResult({
    assessment: "needs_changes",
    issues: [FINDING],
    required_fixes: ["Handle empty input"],
    ...overrides,
  })

/** A prompt to the implementer of task 7, as it is, and whatever is said otherwise. */
export const sent = (call: string, overrides: Partial<SentRecord> = {}): SentRecord => ({
  type: "dispatch",
  call,
  at: 1_000,
  pid: 1,
  host: "here",
  role: overrides.like ?? "implementer",
  like: "implementer",
  agent: "coder",
  task: "7",
  stage: "none",
  before: 100,
  after: 100,
  budget: 3_600,
  guide: "none",
  auto: true,
  ...overrides,
})

export const started = (call: string, child = `ses_${call}`): DispatchRecord => ({
  type: "dispatch-started",
  call,
  at: 1_500,
  child,
})

export const answer = (call: string, overrides: Partial<ResultRecord> = {}): ResultRecord => ({
  type: "dispatch-result",
  call,
  at: 2_000,
  tokens: 50,
  ...overrides,
})

/** Dispatches of task 7 one after the other, each with its answer. */
export const rounds = (
  ...answers: readonly (ImplementerResult | ReviewerResult)[]
): readonly DispatchRecord[] =>
  answers.flatMap((result, at) => {
    const call = `call-${at}`
    const like = "assessment" in result ? "reviewer" : "implementer"
    return [sent(call, { like, task: result.task_id }), started(call), answer(call, { result })]
  })

/** So many at once, as they were declared, and whatever is said otherwise. */
export const wave = (count: number, overrides: Partial<WaveRecord> = {}): WaveRecord => ({
  type: "wave",
  at: 1,
  count,
  isPlanned: true,
  ...overrides,
})
type WaveRecord = Extract<DispatchRecord, { type: "wave" }>

/** The user's next prompt. */
export const prompted: DispatchRecord = { type: "prompt", at: 5_000 }

const call = fc.constantFrom("a", "b", "c")
const time = fc.nat({ max: 20 })
const task = fc.constantFrom("7", "8", "__proto__")
const text = fc.constantFrom("", "one", "two")
const texts = fc.array(text, { maxLength: 2 })

const anyResult = fc.oneof(
  fc.record({
    task_id: task,
    status: fc.constantFrom("completed", "blocked", "failed"),
    summary: text,
    files_changed: texts,
    tests: fc.array(fc.record({ command: text, passed: fc.boolean() }), { maxLength: 2 }),
    follow_up_actions: texts,
  }),
  fc.record({
    task_id: task,
    assessment: fc.constantFrom("approved", "needs_changes", "blocked"),
    strengths: texts,
    issues: fc.array(
      fc.record({ severity: fc.constantFrom("critical", "minor"), message: text, fix: text }),
      { maxLength: 2 },
    ),
    required_fixes: texts,
  }),
)

const anySent = fc
  .record({
    call,
    at: time,
    pid: fc.constantFrom(1, 2),
    like: fc.constantFrom("implementer", "reviewer", undefined),
    task,
    stage: fc.constantFrom("none", "stage_a_prune", "stage_b_prompt", "stage_c_llm"),
    guide: fc.constantFrom("none", "full", "compact"),
    code: fc.constantFrom(
      undefined,
      undefined,
      "dispatch_prompt_overflow_terminal",
      "dispatch_budget_invalid",
    ),
    auto: fc.boolean(),
  })
  .map(({ call: id, code, ...rest }): DispatchRecord =>
    sent(id, { ...rest, ...(code && { code }) }),
  )

const anyAnswer = fc
  .record({
    call,
    at: time,
    child: fc.constantFrom(undefined, "ses_a", "ses_b"),
    outcome: fc.oneof(
      anyResult.map((result) => ({ result })),
      fc
        .constantFrom("marker_missing", "run_task_mismatch", "dispatch_execution_failed")
        .map((code) => ({ code })),
      fc.constant({}),
    ),
  })
  .map(({ call: id, at, child, outcome }): DispatchRecord =>
    answer(id, { at, ...(child !== undefined && { child }), ...outcome }),
  )

/** Lines of a journal in any order, of few calls and tasks. */
export const anyDispatchRecords: fc.Arbitrary<readonly DispatchRecord[]> = fc.array(
  fc.oneof(
    { arbitrary: anySent, weight: 3 },
    { arbitrary: anyAnswer, weight: 3 },
    {
      arbitrary: fc.tuple(call, call).map(([id, child]) => started(id, `ses_${child}`)),
      weight: 1,
    },
    {
      arbitrary: fc
        .record({
          at: time,
          count: fc.integer({ min: 1, max: 20 }),
          tasks: fc.array(task),
          isPlanned: fc.boolean(),
        })
        .map(({ count, ...rest }) => wave(count, rest)),
      weight: 1,
    },
    { arbitrary: time.map((at): DispatchRecord => ({ type: "prompt", at })), weight: 1 },
  ),
  { maxLength: 30 },
)
