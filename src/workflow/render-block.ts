import { commonCap } from "../session/common-cap.ts"
import { isActive, openCheckpoints } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"
import * as texts from "./texts.ts"

export interface BlockInput {
  readonly records: readonly WorkflowRecord[]
  /** Declared workflows. */
  readonly available: readonly { readonly slug: string; readonly description: string }[]
  /** Ids of workflows whose source has changed since they were invoked. */
  readonly drifted: ReadonlySet<string>
  /** Most counted tokens of the block. */
  readonly tokens: number
  readonly count: (text: string) => number
}

type Cost = (lines: readonly string[]) => number

/** Takes the first lines that there is room for. */
type Fit = (lines: readonly string[]) => readonly string[]

/** A line break, and what a tokenizer joins less well in short lines, tokens. */
const LINE_FRAME = 1

/**
 * What every request says of active workflows; empty where none is. Where room is short, every
 * workflow is named first, with the call that shows the rest; then come their lines in turn.
 */
export function renderBlock(input: BlockInput): string {
  const { records, tokens, count } = input
  const active = records.filter(isActive)
  if (active.length === 0) return ""
  const cost: Cost = (lines) => lines.reduce((sum, line) => sum + count(line) + LINE_FRAME, 0)
  const frame = [texts.BLOCK_START, texts.BLOCK_INTRODUCTION, texts.ACTIVE_TITLE, texts.BLOCK_END]
  const named = nameable(active, { tokens: tokens - cost(frame), cost })
  const told = tellInTurn(named.records, { ...input, tokens: named.left, cost })
  const more = active.length - named.records.length
  return [
    texts.BLOCK_START,
    texts.BLOCK_INTRODUCTION,
    texts.ACTIVE_TITLE,
    ...told.lines.map(texts.inBlock),
    ...(more > 0 ? [texts.moreActive(more)] : []),
    ...availableLines(input, fitting({ tokens: told.left, cost })).map(texts.inBlock),
    texts.BLOCK_END,
  ].join("\n")
}

interface Room {
  readonly tokens: number
  readonly cost: Cost
}

interface Named {
  readonly records: readonly WorkflowRecord[]
  /** Tokens. */
  readonly left: number
}

/** The workflows that there is room to name, at least the first; of others the block says how many there are. */
function nameable(active: readonly WorkflowRecord[], { tokens, cost }: Room): Named {
  const within = (room: number): Named => {
    let left = room
    const records = active.filter((record, index) => {
      const needed = cost(headOf(record))
      if (needed > left && index > 0) return false
      left -= needed
      return true
    })
    return { records, left }
  }
  const all = within(tokens)
  return all.records.length === active.length
    ? all
    : within(tokens - cost([texts.moreActive(active.length)]))
}

/** What is said of each workflow: all where that takes no more than its share, of the others as much as fits. */
function tellInTurn(
  records: readonly WorkflowRecord[],
  { drifted, tokens, cost }: Room & Pick<BlockInput, "drifted">,
): { readonly lines: readonly string[]; readonly left: number } {
  const all = records.map((record) => {
    const isDrifted = drifted.has(record.id)
    const { body, missing } = recordLines(record, { fit: (lines) => lines, isDrifted })
    const note = missing > 0 ? 0 : cost([headOf(record)[1]])
    // Where nothing is left out, the room of the note is free.
    return { record, isDrifted, needed: cost(body) - note }
  })
  const needs = all.map(({ needed }) => needed)
  const excess = needs.reduce((sum, needed) => sum + needed, -tokens)
  const share = excess > 0 ? commonCap(needs, excess) : Infinity
  let cut = needs.filter((needed) => needed > share).length
  let left = needs.reduce((room, needed) => (needed > share ? room : room - needed), tokens)
  const lines = all.flatMap(({ record, isDrifted, needed }) => {
    const isWhole = needed <= share
    const fit: Fit = isWhole ? (some) => some : fitting({ tokens: left / Math.max(1, cut--), cost })
    const { body, missing } = recordLines(record, { fit, isDrifted })
    if (!isWhole) left -= cost(body)
    const [title] = headOf(record)
    return [
      title,
      ...body,
      ...(missing > 0 ? [texts.leftOut({ count: missing, id: record.id })] : []),
    ]
  })
  return { lines, left }
}

/** What stands of a workflow whatever the room. */
const headOf = (record: WorkflowRecord): readonly [title: string, note: string] => [
  texts.recordTitle(record),
  texts.leftOut({ count: bodyOf(record).length + record.omitted, id: record.id }),
]

const fitting = ({ tokens, cost }: Room): Fit => {
  let left = tokens
  return (lines) => {
    const full = lines.findIndex((line) => {
      if (cost([line]) > left) return true
      left -= cost([line])
      return false
    })
    return full < 0 ? lines : lines.slice(0, full)
  }
}

/** What a workflow asks for beside its open checkpoints. */
const rulesOf = ({ obligations, checkpoints }: WorkflowRecord): readonly string[] => {
  const labels = new Set(checkpoints.map(({ label }) => label))
  return obligations.filter((line) => !labels.has(line))
}

const bodyOf = (record: WorkflowRecord): readonly string[] => [
  ...rulesOf(record).map(texts.obligationLine),
  ...openCheckpoints(record).map(texts.checkpointLine),
]

interface RecordLines {
  readonly body: readonly string[]
  /** Obligations and checkpoints that are not shown. */
  readonly missing: number
}

function recordLines(
  record: WorkflowRecord,
  { fit, isDrifted }: { readonly fit: Fit; readonly isDrifted: boolean },
): RecordLines {
  const open = openCheckpoints(record)
  const closed = record.checkpoints.length - open.length
  const areObligations = open.every(({ label }) => record.obligations.includes(label))
  const rules = section(fit, texts.OBLIGATIONS_TITLE, rulesOf(record).map(texts.obligationLine))
  const checkpoints = section(
    fit,
    areObligations ? texts.BOTH_TITLE : texts.CHECKPOINTS_TITLE,
    open.map(texts.checkpointLine),
  )
  const task = fit(record.task === "" ? [] : [texts.taskLine(record.task)])
  const scope = fit(record.scope === "" ? [] : [texts.scopeLine(record.scope)])
  const notes = fit([
    ...(isDrifted ? [texts.driftLine(record.id)] : []),
    ...(closed > 0 ? [texts.closedCount({ closed, open: open.length })] : []),
  ])
  const shown = Math.max(0, rules.length - 1) + Math.max(0, checkpoints.length - 1)
  return {
    body: [...task, ...scope, ...rules, ...checkpoints, ...notes],
    missing: record.omitted + bodyOf(record).length - shown,
  }
}

/** As many of the lines as fit under their title; no title without a line. */
function section(fit: Fit, title: string, lines: readonly string[]): readonly string[] {
  const shown = lines.length === 0 ? [] : fit([title, ...lines])
  return shown.length > 1 ? shown : []
}

function availableLines({ records, available }: BlockInput, fit: Fit): readonly string[] {
  const active = new Set(records.filter(isActive).map(({ slug }) => slug))
  const lines = available.filter(({ slug }) => !active.has(slug)).map(texts.availableLine)
  const more = fit([texts.moreAvailable(lines.length)])
  const shown = more.length > 0 ? section(fit, texts.AVAILABLE_TITLE, lines) : []
  const missing = lines.length - Math.max(0, shown.length - 1)
  return shown.length > 0 && missing > 0 ? [...shown, texts.moreAvailable(missing)] : shown
}
