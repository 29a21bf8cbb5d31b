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
  const cost = (lines: readonly string[]): number =>
    lines.reduce((sum, line) => sum + count(line) + LINE_FRAME, 0)
  const frame = [texts.BLOCK_START, texts.BLOCK_INTRODUCTION, texts.ACTIVE_TITLE, texts.BLOCK_END]
  let left = tokens - cost(frame)
  const named = active.filter((record, index) => {
    const needed = cost(headOf(record))
    if (needed > left && index > 0) return false
    left -= needed
    return true
  })
  const told = named.flatMap((record, index) => {
    const fit = fitting({ tokens: left / (named.length - index), cost })
    const [title, note] = headOf(record)
    const lines = recordLines(record, { fit, isDrifted: input.drifted.has(record.id) })
    left -= cost(lines.body)
    // With nothing left out its room is free again.
    if (lines.missing === 0) left += cost([note])
    return [
      title,
      ...lines.body,
      ...(lines.missing > 0 ? [texts.leftOut({ count: lines.missing, id: record.id })] : []),
    ]
  })
  const more = active.length - named.length
  return [
    texts.BLOCK_START,
    texts.BLOCK_INTRODUCTION,
    texts.ACTIVE_TITLE,
    ...told.map(texts.inBlock),
    ...(more > 0 ? [texts.moreActive(more)] : []),
    ...availableLines(input, fitting({ tokens: left, cost })).map(texts.inBlock),
    texts.BLOCK_END,
  ].join("\n")
}

/** What stands of a workflow whatever the room. */
const headOf = (record: WorkflowRecord): readonly [title: string, note: string] => [
  texts.recordTitle(record),
  texts.leftOut({ count: bodyOf(record).length + record.omitted, id: record.id }),
]

const fitting = ({
  tokens,
  cost,
}: {
  readonly tokens: number
  readonly cost: (lines: readonly string[]) => number
}): Fit => {
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
