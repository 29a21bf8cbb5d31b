import { relativePath } from "../../session/call.ts"
import { quote } from "../../session/quote.ts"
import { isWindowsFolder } from "../../session/windows-path.ts"
import type {
  ContractKind,
  DispatchResult,
  ImplementerResult,
  ReviewIssue,
  ReviewerResult,
} from "./contract.ts"
import { failedTest } from "./contract-texts.ts"
import { fingerprint } from "./fingerprint.ts"
import { FIRST, outcomeOf } from "./next-action.ts"
import type { Outcome } from "./next-action.ts"

/** What is known of one task from the results of its dispatches. */
export interface TaskLedger extends Outcome {
  readonly id: string
  /** One, and one more with every valid result. */
  readonly planVersion: number
  /** Of the implementer, the latest. */
  readonly summary: string
  /** Of the latest review, with what it found and wants changed. */
  readonly assessment: ReviewerResult["assessment"] | undefined
  readonly issues: readonly ReviewIssue[]
  readonly requiredFixes: readonly string[]
  /** Commands that failed in the latest implementation, with how. */
  readonly failureEvidence: readonly string[]
  /** What stood in the way since there was progress last, the newest at the end. */
  readonly blockers: readonly string[]
  readonly filesChanged: readonly string[]
  /** Results in a row without progress. */
  readonly stalled: { readonly count: number; readonly flagged: boolean }
  /** Reviews in a row that ask for the same. */
  readonly reviewLoop: {
    readonly count: number
    readonly fingerprint: string
    readonly flagged: boolean
  }
  /** Answers in a row without a valid result, of the role that answered last. */
  readonly retries: number
}

export interface LedgerSettings {
  /** The session's folder, where it is known. */
  readonly directory?: string
  readonly stalledThreshold: number
  readonly reviewLoopThreshold: number
  readonly digest: (text: string) => string
}

export const newTask = (id: string, kind: ContractKind): TaskLedger => ({
  id,
  ...FIRST[kind],
  planVersion: 1,
  summary: "",
  assessment: undefined,
  issues: [],
  requiredFixes: [],
  failureEvidence: [],
  blockers: [],
  filesChanged: [],
  stalled: { count: 0, flagged: false },
  reviewLoop: NO_LOOP,
  retries: 0,
})

const NO_LOOP = { count: 0, fingerprint: "", flagged: false }

/** The task after a valid result. */
export function withResult(
  task: TaskLedger,
  result: DispatchResult,
  settings: LedgerSettings,
): TaskLedger {
  const next =
    "assessment" in result
      ? afterReview(task, result, settings)
      : afterImplementation(task, result, settings)
  return {
    ...next,
    ...outcomeOf(result, next.reviewLoop.flagged),
    planVersion: task.planVersion + 1,
    retries: 0,
  }
}

function afterImplementation(
  task: TaskLedger,
  result: ImplementerResult,
  { stalledThreshold, directory }: LedgerSettings,
): TaskLedger {
  const isProgress = result.status === "completed"
  const inTheWay = result.follow_up_actions.length > 0 ? result.follow_up_actions : [result.summary]
  return {
    ...task,
    summary: result.summary,
    failureEvidence: result.tests.filter(({ passed }) => !passed).map(failedTest),
    filesChanged: newest(
      MOST_FILES,
      task.filesChanged,
      result.files_changed.map((file) => spelledOnce(file, directory)),
    ),
    blockers: isProgress
      ? []
      : newest(MOST_BLOCKERS, task.blockers, result.status === "blocked" ? inTheWay : []),
    stalled: stalledAfter(isProgress ? 0 : task.stalled.count + 1, stalledThreshold),
  }
}

function afterReview(
  task: TaskLedger,
  result: ReviewerResult,
  { stalledThreshold, reviewLoopThreshold, directory, digest }: LedgerSettings,
): TaskLedger {
  const issues = result.issues.map(({ file, ...issue }) =>
    file === undefined ? issue : { ...issue, file: spelledOnce(file, directory) },
  )
  const reviewed = {
    ...task,
    assessment: result.assessment,
    issues,
    requiredFixes: result.required_fixes,
  }
  switch (result.assessment) {
    case "approved":
      return {
        ...reviewed,
        failureEvidence: [],
        blockers: [],
        stalled: stalledAfter(0, stalledThreshold),
        reviewLoop: NO_LOOP,
      }
    case "blocked":
      return {
        ...reviewed,
        blockers: newest(
          MOST_BLOCKERS,
          task.blockers,
          result.required_fixes.length > 0
            ? result.required_fixes
            : result.issues.map(({ message }) => message),
        ),
        stalled: stalledAfter(task.stalled.count + 1, stalledThreshold),
      }
    case "needs_changes": {
      const asked = fingerprint({ ...result, issues }, digest)
      const count = task.reviewLoop.fingerprint === asked ? task.reviewLoop.count + 1 : 1
      return {
        ...reviewed,
        reviewLoop: { count, fingerprint: asked, flagged: count >= reviewLoopThreshold },
      }
    }
  }
}

const stalledAfter = (count: number, threshold: number): TaskLedger["stalled"] => ({
  count,
  flagged: count > 0 && count >= threshold,
})

/** A ledger goes out with every prompt of its task. */
const MOST_BLOCKERS = 8
const MOST_FILES = 200
/** Characters of one entry. */
const LONGEST = 400

/** Each once, and so many at most. */
function newest(
  most: number,
  before: readonly string[],
  more: readonly string[],
): readonly string[] {
  const added = new Set(more.map(brief).filter((one) => one !== ""))
  return [...before.filter((one) => !added.has(one)), ...added].slice(-most)
}

/** Sub-agents on Windows spell one file in many ways. */
const spelledOnce = (file: string, directory = ""): string =>
  isWindowsFolder(directory) ? relativePath(file.trim(), directory) : file

function brief(entry: string): string {
  return quote(entry.trim(), { characters: LONGEST, keepsSpace: true, cuts: "end" })
}
