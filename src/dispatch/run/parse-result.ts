import { asRecord } from "../../session/is-record.ts"
import { RESULT_SCHEMAS } from "./contract.ts"
import type { ContractError, ContractKind, DispatchResult } from "./contract.ts"
import {
  BLOCK_QUOTED,
  BODY_UNREADABLE,
  OUTPUT_EMPTY,
  blockTooLarge,
  fieldProblem,
  markerProblem,
  otherTask,
} from "./contract-texts.ts"
import { findBlocks } from "./find-block.ts"
import type { FoundBlock } from "./find-block.ts"
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
 * that it quotes. A block of another task is none of its own, nor is one in a fence where a readable one
 * of the task stands outside. Of the rest the last counts: the contract has it end the answer.
 */
export function parseResult(input: ParseResultInput): ParsedResult {
  if (input.text.trim() === "") return wrong("dispatch_output_missing", OUTPUT_EMPTY)
  const found = findBlocks(input.text)
  const read = found.blocks.map((block): ReadBlock => {
    const json = readJSON(block.body)
    const isNamed = json.ok && namesTask(json.value, input.taskID)
    return { ...block, isNamed, parsed: parseBlock(block.block, json, input) }
  })
  const ofTask = read.filter(({ parsed }) => parsed.ok || parsed.code !== "run_task_mismatch")
  const unquoted = ofTask.filter(({ isQuoted }) => !isQuoted)
  const own = unquoted.some(({ isNamed }) => isNamed) ? unquoted : ofTask
  return decide(own) ?? read[0]?.parsed ?? wrong("marker_missing", markerProblem(found))
}

interface ReadBlock extends FoundBlock {
  /** Readable, and of the task that was dispatched. */
  readonly isNamed: boolean
  readonly parsed: ParsedResult
}

/** Nothing is taken from a quotation, or from before a block that may have taken it back. */
function decide(own: readonly ReadBlock[]): ParsedResult | undefined {
  const last = own.at(-1)
  if (!last || last.parsed.ok)
    return last && isQuotation(last, own) ? wrong("marker_missing", BLOCK_QUOTED) : last?.parsed
  // What cannot be read may be the contract once more.
  const valid = last.isNamed ? undefined : own.findLast(({ parsed }) => parsed.ok)
  return valid && !valid.isQuoted && !approves(valid) ? valid.parsed : last.parsed
}

/** Some models have a fence around their own block; it ends their answer, and nothing speaks against it. */
function isQuotation(block: ReadBlock, own: readonly ReadBlock[]): boolean {
  if (!block.isQuoted) return false
  const isBesideOther = own.some(({ isQuoted }) => !isQuoted)
  return approves(block)
    ? !block.isLast || isBesideOther || own.some((one) => one.parsed.ok && !approves(one))
    : !block.isLast && isBesideOther
}

const approves = ({ parsed }: ReadBlock): boolean =>
  parsed.ok && "assessment" in parsed.result && parsed.result.assessment === "approved"

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
