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

/** Of the block, the most that the workflows which are not active fill. */
const AVAILABLE_SHARE = 0.15
/** A line break, and what a tokenizer joins less well in short lines, tokens. */
const LINE_FRAME = 1

/** What every request says of active workflows; empty where none is. */
export function renderBlock(input: BlockInput): string {
  const { records, tokens, count } = input
  const active = records.filter(isActive)
  if (active.length === 0) return ""
  const room = boundedLines(count)
  const frame = [texts.BLOCK_START, texts.BLOCK_INTRODUCTION, texts.ACTIVE_TITLE, texts.BLOCK_END]
  const free = tokens - frame.reduce((sum, line) => sum + count(line) + LINE_FRAME, 0)
  const available = availableLines(input, AVAILABLE_SHARE * free)
  let left = free - available.reduce((sum, line) => sum + count(line) + LINE_FRAME, 0)
  const told = active.flatMap((record, index) => {
    const lines = recordLines(record, {
      drifted: input.drifted,
      fit: room(left / (active.length - index)),
    })
    left -= lines.reduce((sum, line) => sum + count(line) + LINE_FRAME, 0)
    return lines
  })
  return [
    texts.BLOCK_START,
    texts.BLOCK_INTRODUCTION,
    texts.ACTIVE_TITLE,
    ...told.map(texts.inBlock),
    ...available.map(texts.inBlock),
    texts.BLOCK_END,
  ].join("\n")
}

/** Takes lines as long as there is room for them; the rest is left out. */
type Fit = (lines: readonly string[]) => readonly string[]

const boundedLines =
  (count: (text: string) => number) =>
  (tokens: number): Fit => {
    let left = tokens
    return (lines) => {
      const full = lines.findIndex((line) => {
        const cost = count(line) + LINE_FRAME
        if (cost > left) return true
        left -= cost
        return false
      })
      return full < 0 ? lines : lines.slice(0, full)
    }
  }

function recordLines(
  record: WorkflowRecord,
  { drifted, fit }: { readonly drifted: ReadonlySet<string>; readonly fit: Fit },
): readonly string[] {
  const open = openCheckpoints(record)
  const closed = record.checkpoints.length - open.length
  const labels = new Set(record.checkpoints.map(({ label }) => label))
  const rules = record.obligations.filter((line) => !labels.has(line))
  const isBoth = rules.length < record.obligations.length
  const { id } = record
  // What names the workflow and says that something is missing has its room before all else.
  const head = fit([
    texts.recordTitle(record),
    ...(drifted.has(id) ? [texts.driftLine(id)] : []),
    ...(closed > 0 ? [texts.closedCount(closed)] : []),
  ])
  const note = fit([texts.leftOut({ count: rules.length + open.length, id })])
  const ruleLines = fit(titled(texts.OBLIGATIONS_TITLE, rules.map(texts.obligationLine)))
  const openLines = fit(
    titled(isBoth ? texts.BOTH_TITLE : texts.CHECKPOINTS_TITLE, open.map(texts.checkpointLine)),
  )
  const task = fit(record.task === "" ? [] : [texts.taskLine(record.task)])
  const scope = fit(record.scope === "" ? [] : [texts.scopeLine(record.scope)])
  const missing =
    record.omitted +
    lacking(rules.length, ruleLines) +
    lacking(open.length, openLines) +
    (record.task !== "" && task.length === 0 ? 1 : 0)
  return [
    ...head.slice(0, 1),
    ...task,
    ...scope,
    ...ruleLines,
    ...openLines,
    ...head.slice(1),
    ...(missing > 0 && note.length > 0 ? [texts.leftOut({ count: missing, id })] : []),
  ]
}

const titled = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...lines]

const lacking = (count: number, lines: readonly string[]): number =>
  count - Math.max(0, lines.length - 1)

function availableLines(
  { records, available, count }: BlockInput,
  tokens: number,
): readonly string[] {
  const active = new Set(records.filter(isActive).map(({ slug }) => slug))
  const others = available.filter(({ slug }) => !active.has(slug))
  const lines = others.map(texts.availableLine)
  const fitting = boundedLines(count)(tokens)(titled(texts.AVAILABLE_TITLE, lines))
  const missing = lacking(lines.length, fitting)
  return fitting.length > 0 && missing > 0 ? [...fitting, texts.moreAvailable(missing)] : fitting
}
