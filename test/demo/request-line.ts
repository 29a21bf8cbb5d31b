import type { RecordedRequest } from "../host/reply.ts"
import type { Limit } from "../host/scripted-model.ts"
import type { JournalEdit, JournalStep } from "./journal-steps.ts"
import { pageWidth, styled, thousands, wrap } from "./text.ts"

/** A smaller difference is a corrected forecast, no batch; tokens. */
const leastSaving = 500

const stageNames = new Map([
  ["stage_a_prune", "Stage A"],
  ["stage_b_prompt", "B"],
  ["stage_c_fallback", "ledger"],
  ["stage_d_recent", "last resort"],
])

const countBy = (edits: readonly JournalEdit[], key: (edit: JournalEdit) => string): string => {
  const counts = new Map<string, number>()
  for (const edit of edits) counts.set(key(edit), (counts.get(key(edit)) ?? 0) + 1)
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)).join(", ")
}

/** Tokens that a batch took out of the request; `before` has new outputs rendered already. */
const batchSaving = ({ request, edits }: JournalStep): number => {
  const saved = request.before - request.forecast
  return edits.length > 0 && request.before > request.trigger && saved >= leastSaving ? saved : 0
}

const batchNote = ({ edits }: JournalStep, saved: number): string => {
  const stages = [...new Set(edits.map(({ stage }) => stageNames.get(stage) ?? stage))].join(" + ")
  return `${stages} −${thousands(saved)} (${countBy(edits, ({ reason }) => reason)})`
}

export interface RequestRow {
  readonly number: number
  readonly request: RecordedRequest
  /** Which user message of how many the request is the first for. */
  readonly turn: string | undefined
  readonly step: JournalStep | undefined
  /** Number of the summary that was written directly before. */
  readonly summary: number | undefined
}

/** What is worth telling about a request; nothing for a plain one. */
export const requestNotes = (row: RequestRow, limit: Limit): string[] => {
  const { request, turn, step, summary } = row
  const batch = step ? batchSaving(step) : 0
  const notes = turn === undefined ? [] : [`user message ${turn}`]
  if (summary !== undefined) notes.push(`after a summary by a model (request ${summary})`)
  if (request.refused)
    return [...notes, `${thousands(request.tokens)} tokens: refused by the model`]
  if (request.kind === "summary") notes.push("a model writes a summary")
  if (step && batch > 0) notes.push(batchNote(step, batch))
  if (request.overLimit)
    notes.push(`room for ${thousands(limit.context - request.tokens)} tokens of answer only`)
  if (request.kind === "main" && request.broken) notes.push("prefix rewritten")
  return notes
}

const columnsWithout = [4, 10, 9]
const columnsWith = [4, 9, 10, 10, 9]
const gap = "  "

const alignRight = (cells: readonly string[]): string => {
  const widths = cells.length === columnsWith.length ? columnsWith : columnsWithout
  return cells.map((cell, index) => cell.padStart(widths[index] ?? 0)).join("") + gap
}

export const requestHeading = (hasPlugin: boolean): string => {
  const cells = ["#", ...(hasPlugin ? ["before", "forecast"] : []), "reported", "limit"]
  return styled("bold", `${alignRight(cells)}what happened`)
}

const styleOf = ({ request, step, summary }: RequestRow) => {
  if (request.refused || request.overLimit) return "red"
  if (step && batchSaving(step) > 0) return "green"
  return request.kind === "summary" || summary !== undefined ? "yellow" : "reset"
}

interface RequestLinesOptions {
  readonly row: RequestRow
  readonly notes: readonly string[]
  readonly limit: Limit
  readonly hasPlugin: boolean
}

/** One request as the demo prints it: a line, or more where the notes need them. */
export const requestLines = ({ row, notes, limit, hasPlugin }: RequestLinesOptions): string[] => {
  const { number, request, step } = row
  const planned = [
    step && batchSaving(step) > 0 ? thousands(step.request.before) : "",
    step ? thousands(step.request.forecast) : "",
  ]
  const head = alignRight([
    String(number),
    ...(hasPlugin ? planned : []),
    request.refused ? "refused" : thousands(request.tokens),
    thousands(step?.request.limit ?? limit.context - limit.output),
  ])
  return wrap(notes.join(", "), pageWidth - head.length).map((note, index) =>
    styled(styleOf(row), `${index === 0 ? head : " ".repeat(head.length)}${note}`.trimEnd()),
  )
}
