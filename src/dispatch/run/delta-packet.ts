import { issueLine, replanHint } from "./contract-texts.ts"
import { quote } from "../../session/quote.ts"
import type { DeltaPacket } from "../prompt/dispatch-prompt.ts"
import type { Run } from "./fold-run.ts"

/** What a sub-agent has to know of its task's earlier rounds, most important first; only what there is. */
export function deltaPacket(run: Run, taskID: string): DeltaPacket {
  const task = run.tasks.get(taskID)
  if (!task) return { task_id: taskID }
  const { stalled, reviewLoop } = task
  const all = {
    task_id: taskID,
    ledger_required_fixes: task.requiredFixes,
    ledger_reviewer_issues: task.issues.map(issueLine),
    ledger_failure_evidence: task.failureEvidence,
    ledger_blockers: task.blockers,
    ledger_replan_hint: stalled.flagged ? replanHint(task.planVersion) : "",
    ledger_reviewer_assessment: task.assessment ?? "",
    ledger_summary: task.summary,
    ledger_stalled_count: stalled.count,
    ledger_stalled_flagged: stalled.flagged,
    ledger_review_loop_same_issue_count: reviewLoop.count,
    ledger_review_loop_flagged: reviewLoop.flagged,
  }
  return Object.fromEntries(
    Object.entries(all)
      .filter(([, value]) => hasContent(value))
      .map(([key, value]) => [key, quoted(value)]),
  )
}

/** Characters of one text in it: what a review asks for is long at times. */
const LONGEST = 4_000

/** Sub-agents wrote them, and they reach another one. */
function quoted(value: DeltaPacket[string]): DeltaPacket[string] {
  if (typeof value === "string") return quotedText(value)
  return typeof value === "object" ? value.map(quotedText) : value
}

const quotedText = (text: string): string => quote(text, { characters: LONGEST, keepsSpace: true })

const hasContent = (value: DeltaPacket[string]): boolean =>
  Array.isArray(value) ? value.length > 0 : Boolean(value)
