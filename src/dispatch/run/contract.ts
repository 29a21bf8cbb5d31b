import { z } from "zod"
import { plainTaskID } from "./plain-task-id.ts"

/** What a role's answer is held to; a role of the user's own is like one of them. */
export const CONTRACT_KINDS = ["implementer", "reviewer"] as const
export type ContractKind = (typeof CONTRACT_KINDS)[number]

export const BEGIN_MARKER = "BEGIN_DISPATCH_RESULT"
export const END_MARKER = "END_DISPATCH_RESULT"

const FIELDS = {
  implementer:
    '{"task_id": string, "status": "completed" | "blocked" | "failed", "summary": string, "files_changed": string[], "tests": [{"command": string, "passed": boolean, "failures"?: string[]}], "follow_up_actions": string[]}',
  reviewer:
    '{"task_id": string, "assessment": "approved" | "needs_changes" | "blocked", "strengths": string[], "issues": [{"severity": "critical" | "important" | "minor", "file"?: string, "message": string, "fix": string}], "required_fixes": string[]}',
} as const

/** The same for every task of a kind, so that it can stand where providers keep a prompt's beginning. */
export const statedContract = (kind: ContractKind): string =>
  `End your answer with one JSON object between these markers and write nothing after the block; task_id as given below:\n${BEGIN_MARKER}\n${FIELDS[kind]}\n${END_MARKER}`

/** Why an answer is none. */
export const CONTRACT_ERRORS = [
  "dispatch_output_missing",
  "marker_missing",
  "json_parse_failed",
  "schema_invalid",
  "run_task_mismatch",
  "output_token_budget_exceeded",
] as const
export type ContractError = (typeof CONTRACT_ERRORS)[number]

/** Models write 7 for "7". */
const taskID = z
  .union([z.string(), z.number()], { error: "Invalid input: expected string" })
  .transform((id) => plainTaskID(String(id)))

const texts = z.array(z.string())
/** Models write null for what there is not. */
const orNothing = (value: unknown): unknown => value ?? undefined

const implementerResult = z.object({
  task_id: taskID,
  status: z.enum(["completed", "blocked", "failed"]),
  summary: z.string(),
  files_changed: texts,
  tests: z.array(
    z.object({
      command: z.string(),
      passed: z.boolean(),
      failures: z.preprocess(orNothing, texts.optional()),
    }),
  ),
  follow_up_actions: texts,
})

const issue = z.object({
  severity: z.enum(["critical", "important", "minor"]),
  file: z.preprocess(orNothing, z.string().optional()),
  message: z.string(),
  fix: z.string(),
})

const reviewerResult = z.object({
  task_id: taskID,
  assessment: z.enum(["approved", "needs_changes", "blocked"]),
  strengths: texts,
  issues: z.array(issue),
  required_fixes: texts,
})

export const RESULT_SCHEMAS = { implementer: implementerResult, reviewer: reviewerResult } as const

/** Unknown keys are left out: what is not in the contract decides nothing. */
export const dispatchResult = z.union([implementerResult, reviewerResult])

export type ImplementerResult = z.output<typeof implementerResult>
export type ReviewerResult = z.output<typeof reviewerResult>
export type ReviewIssue = z.output<typeof issue>
export type DispatchResult = ImplementerResult | ReviewerResult
