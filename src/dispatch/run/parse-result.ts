import { asRecord } from "../../session/is-record.ts"
import { RESULT_SCHEMAS } from "./contract.ts"
import type { ContractError, ContractKind, DispatchResult } from "./contract.ts"
import {
  BODY_UNREADABLE,
  OUTPUT_EMPTY,
  blockTooLarge,
  fieldProblem,
  markerProblem,
  otherTask,
} from "./contract-texts.ts"
import { findBlocks } from "./find-block.ts"
import { plainTaskID } from "./plain-task-id.ts"

export interface ParseResultInput {
  /** What the sub-agent answered. */
  readonly text: string
  readonly kind: ContractKind
  /** The task that was dispatched. */
  readonly taskID: string
  /** Tokens that the block may have. */
  readonly maxOutputTokens: number
  readonly count: (text: string) => number
}

export type ParsedResult =
  | { readonly ok: true; readonly result: DispatchResult; readonly block: string }
  | { readonly ok: false; readonly code: ContractError; readonly detail: string }

/** So many wrong fields are told: the answer is written again as a whole anyway. */
const MOST_PROBLEMS = 3

/**
 * Reads what a sub-agent answered. Prose around the block is nothing to complain about, nor are blocks
 * that it quotes: the first counts that is readable and names its task, right or wrong, and where none
 * does, the first that says anything else than another task.
 */
export function parseResult(input: ParseResultInput): ParsedResult {
  if (input.text.trim() === "") return wrong("dispatch_output_missing", OUTPUT_EMPTY)
  const found = findBlocks(input.text)
  let first: ParsedResult | undefined
  for (const block of found.blocks) {
    const read = readJSON(block.body)
    const parsed = parseBlock(block.block, read, input)
    if (read.ok && namesTask(read.value, input.taskID)) return parsed
    if (!first || (!first.ok && first.code === "run_task_mismatch")) first = parsed
  }
  return first ?? wrong("marker_missing", markerProblem(found))
}

/** Models write 7 for "7". */
function namesTask(value: unknown, taskID: string): boolean {
  const { task_id: named } = asRecord(value)
  return (
    (typeof named === "string" || typeof named === "number") &&
    plainTaskID(String(named)) === plainTaskID(taskID)
  )
}

function parseBlock(
  block: string,
  read: ReadJSON,
  { kind, taskID, maxOutputTokens, count }: ParseResultInput,
): ParsedResult {
  if (!read.ok) return wrong("json_parse_failed", BODY_UNREADABLE)
  const parsed = RESULT_SCHEMAS[kind].safeParse(read.value)
  if (!parsed.success) {
    const problems = parsed.error.issues.slice(0, MOST_PROBLEMS)
    return wrong("schema_invalid", problems.map(fieldProblem).join("; "))
  }
  const result = parsed.data
  if (result.task_id !== plainTaskID(taskID))
    return wrong("run_task_mismatch", otherTask({ expected: taskID, got: result.task_id }))
  const tokens = count(block)
  if (tokens > maxOutputTokens)
    return wrong("output_token_budget_exceeded", blockTooLarge({ tokens, maxOutputTokens }))
  return { ok: true, result, block }
}

const wrong = (code: ContractError, detail: string): ParsedResult => ({ ok: false, code, detail })

type ReadJSON = { readonly ok: true; readonly value: unknown } | { readonly ok: false }

function readJSON(body: string): ReadJSON {
  try {
    return { ok: true, value: JSON.parse(body) }
  } catch {
    return { ok: false }
  }
}
