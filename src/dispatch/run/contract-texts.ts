import { quote } from "../../session/quote.ts"
import { clip } from "../../session/texts.ts"
import { BEGIN_MARKER, END_MARKER, statedContract } from "./contract.ts"
import type {
  ContractError,
  ContractKind,
  DispatchResult,
  ImplementerResult,
  ReviewIssue,
} from "./contract.ts"
import type { NextAction } from "./next-action.ts"
import { plainTaskID } from "./plain-task-id.ts"

/** Every text about contracts and runs that a model or a user can read. */

export const OUTPUT_EMPTY = "the answer is empty"
export const BODY_UNREADABLE =
  "what stands between the markers is not valid JSON; check quotes, escapes, commas"

export const BLOCK_QUOTED =
  "the block stands in a fence as a quotation does; end the answer with it, without a fence"

export const markerProblem = ({ begins, ends }: { begins: number; ends: number }): string => {
  if (begins === 0 && ends === 0) return `no line ${BEGIN_MARKER}, no line ${END_MARKER}`
  if (begins === 0) return `no line ${BEGIN_MARKER}`
  if (ends === 0) return `no line ${END_MARKER}`
  if (begins === 1 && ends === 1) return `${END_MARKER} stands before ${BEGIN_MARKER}`
  return `expected one block, got ${begins} × ${BEGIN_MARKER} and ${ends} × ${END_MARKER}`
}

/** Names the field, by its path, and what was expected of it. */
export const fieldProblem = (problem: {
  readonly path: readonly PropertyKey[]
  readonly message: string
}): string => {
  const path = problem.path.map(String).join(".")
  return `${path === "" ? "the whole" : path}: ${problem.message.replace(/^Invalid \w+: /, "")}`
}

export const otherTask = ({ expected, got }: { expected: string; got: string }): string =>
  `expected task_id "${clip(expected, 80)}", got "${clip(got, 80)}"`

export const blockTooLarge = (numbers: { tokens: number; maxOutputTokens: number }): string =>
  `the block has ${numbers.tokens} tokens, at most ${numbers.maxOutputTokens} are allowed`

/** A command that failed, with how. */
export const failedTest = ({ command, failures }: ImplementerResult["tests"][number]): string =>
  failures && failures.length > 0 ? `${command}: ${failures.join("; ")}` : command

export const issueLine = ({ severity, file, message, fix }: ReviewIssue): string =>
  `${severity}${file === undefined || file === "" ? "" : ` ${file}`}: ${message} -> ${fix}`

/** For whoever takes a task up that makes no progress. */
export const replanHint = (planVersion: number): string =>
  planVersion <= 2
    ? "No progress so far: fix what was flagged before anything else."
    : "No progress over several attempts: take a different approach."

const HINTS: Readonly<Record<NextAction, string>> = {
  dispatch_implementer: "dispatch the implementer of this task",
  dispatch_reviewer: "dispatch the reviewer of this task",
  retry_implementer_with_constraints:
    "dispatch the implementer again, with what resolves or rules out the blocker in the prompt",
  retry_implementer: "dispatch the implementer again",
  dispatch_implementer_fixes: "dispatch the implementer with the required fixes",
  advance_to_next_task: "this task is done; go on with the next",
  spec_completed: "every declared task is approved; report to the user",
  halt_and_escalate: "dispatch nothing more for this task; put it to the user",
  retry_once_schema_invalid: "have the same sub-agent answer once more, with a valid block",
  halt_schema_invalid_terminal: "dispatch nothing more for this task; tell the user",
}

export const nextActionLine = (nextAction: NextAction): string =>
  `nextAction: ${nextAction} (${HINTS[nextAction]})`

/** The same where every token counts. */
export const shortNextAction = (nextAction: NextAction): string => `nextAction: ${nextAction}`

/** A valid answer as lines, the most telling first, for where it cannot stand whole. */
export const resultLines = (result: DispatchResult): string =>
  ("assessment" in result
    ? [
        `${result.assessment}: ${result.issues.length} issues, ${result.required_fixes.length} required fixes.`,
        ...result.required_fixes.map((fix) => `- ${fix}`),
        ...result.issues.map((issue) => `- ${issueLine(issue)}`),
      ]
    : [
        `${result.status}: ${result.summary}`,
        ...result.tests
          .filter(({ passed }) => !passed)
          .map((test) => `- failed: ${failedTest(test)}`),
        ...result.follow_up_actions.map((action) => `- ${action}`),
        ...result.files_changed.map((file) => `- ${file}`),
      ]
  )
    .map((line) => quote(line, { characters: LONGEST_LINE }))
    .join("\n")

/** Of an answer, characters: a second line of it could pass for one of ours. */
const LONGEST_LINE = 2_000

export interface UnusableAnswer {
  readonly code: ContractError
  readonly detail: string
  readonly taskID: string
  readonly kind: ContractKind
}

const unusable = ({ code, detail, taskID, kind }: UnusableAnswer): string =>
  `The ${kind}'s answer for task ${clip(taskID, 80)} cannot be used (${code}: ${clip(detail, LONGEST_DETAIL)}).`

/** What is wrong with an answer, characters. */
const LONGEST_DETAIL = 600

/** Finds the code in what `retryText` and `terminalText` say. */
export const UNUSABLE_ANSWER =
  /^The (?:implementer|reviewer)'s answer for task [^\n]{0,100} cannot be used \((\w+): /

/** Tells the orchestrator how to get the same answer in a form that can be used. */
export const retryText = (
  answer: UnusableAnswer & {
    /** The sub-agent's session: it still knows what it did. */
    readonly child: string | undefined
  },
): string =>
  [
    unusable(answer),
    nextActionLine("retry_once_schema_invalid"),
    answer.child === undefined
      ? "Call the tool task once more, with the same prompt and this at its end:"
      : `Call the tool task once more, with the same subagent_type, task_id "${clip(answer.child, 80)}" and exactly what stands between these tags as its prompt:`,
    "<prompt>",
    // Whoever answers again has the contract before it already.
    ...(answer.child === undefined
      ? [statedContract(answer.kind)]
      : [
          `Your last answer could not be used (${answer.code}: ${clip(answer.detail, LONGEST_DETAIL)}). Do no further work; give the answer again${answer.code === "output_token_budget_exceeded" ? ", shorter" : ""}.`,
        ]),
    `Task ID: ${plainTaskID(answer.taskID)}`,
    "</prompt>",
  ].join("\n")

/** Where the second answer could not be used either. */
export const terminalText = (answer: UnusableAnswer): string =>
  [
    unusable(answer),
    nextActionLine("halt_schema_invalid_terminal"),
    "It was asked for once more already. What the sub-agent changed in files stands; its result is not known.",
  ].join("\n")

export const RUN_TITLE = "Dispatched tasks, from recorded results:"
export const COMPLETED_TITLE = "Every declared task is approved:"

export const waitingFor = (roles: string): string => `waiting for ${clip(roles, 30)}`

export const openTaskLine = (task: {
  readonly id: string
  readonly todo: string
  readonly summary: string
}): string =>
  `- ${clip(task.id, 80)}: ${task.todo}${task.summary === "" ? "" : `. Last: ${clip(task.summary, 160)}`}`

export const doneTaskLine = (task: {
  readonly id: string
  readonly summary: string
  /** Valid results that it took. */
  readonly results: number
}): string =>
  `- ${clip(task.id, 80)}: approved after ${task.results} ${task.results === 1 ? "result" : "results"}${task.summary === "" ? "" : `. ${clip(task.summary, 160)}`}`

export const flagsText = (flags: { readonly stalled: number; readonly looping: number }): string =>
  [
    ...(flags.stalled > 0 ? [`no progress ${flags.stalled} times in a row`] : []),
    ...(flags.looping > 0 ? [`same changes asked for ${flags.looping} times`] : []),
  ].join(", ")

export const interruptedLine = (one: {
  readonly role: string
  readonly task: string
  readonly child: string | undefined
}): string =>
  `Interrupted: ${clip(one.role, 30)} of ${clip(one.task, 80)} gave no result and does not run any more. Dispatch it again${one.child === undefined ? "" : `; with task_id "${clip(one.child, 80)}" it goes on where it was`}.`

export const doneCount = (count: number): string => `- done: ${count}`
export const moreTasks = (count: number): string => `- and ${count} more`
export const moreInterrupted = (count: number): string => `Interrupted: and ${count} more.`
export const FILES_TITLE = "Files changed: "
export const fileName = (file: string): string => clip(file, 120)
export const moreFiles = (count: number): string => `and ${count} more`

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

export const parityRunLine = (figures: {
  readonly run: string
  readonly equal: number
  readonly total: number
  readonly next_action_parity: number
  readonly retention: number
}): string =>
  `${clip(figures.run, 80)}: next_action_parity ${figures.next_action_parity.toFixed(4)} (${figures.equal} of ${figures.total}), retention ${percent(figures.retention)}`

export const divergenceLine = (one: {
  readonly run: string
  readonly step: number
  readonly raw: string | undefined
  readonly compacted: string | undefined
}): string =>
  `Diverges: ${clip(one.run, 80)}, step ${one.step}: ${one.raw ?? "none"} before, ${one.compacted ?? "none"} after compaction`

export const lostLine = (one: {
  readonly run: string
  readonly step: number
  readonly line: string
}): string => `Lost: ${clip(one.run, 80)}, step ${one.step}: ${clip(one.line, 160)}`

export const moreLost = (count: number): string => `Lost: ${count} more`

export const PARITY_NOTE =
  "nextAction follows from results alone, so its parity shows that no result was damaged. Whether a sub-agent still knew what binds it shows in the retention of lines that bind or decide."
