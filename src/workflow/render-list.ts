import { argumentsExpander } from "./expand-arguments.ts"
import { isActive } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"
import * as texts from "./texts.ts"

/** What the model reads of all workflows: how far each has come, and which could be started. */
export const renderList = (
  records: readonly WorkflowRecord[],
  available: readonly { readonly slug: string; readonly description: string }[],
): string =>
  [
    ...records.map(texts.progressLine),
    ...(records.length === 0 ? [texts.NONE_INVOKED] : []),
    ...(available.length === 0
      ? []
      : [texts.AVAILABLE_LIST, ...available.map(texts.availableLine)]),
  ].join("\n")

/** One workflow with all that is recorded of it, and how its source differs where it has changed. */
export const renderRecord = (record: WorkflowRecord, changed: string | undefined): string =>
  isActive(record) ? activeRecord(record, changed) : closedRecord(record)

const activeRecord = (record: WorkflowRecord, changed: string | undefined): string =>
  [
    texts.recordTitle(record),
    ...(record.task === "" ? [] : [texts.taskLine(record.task)]),
    texts.scopeLine(record.scope),
    texts.OBLIGATIONS_LIST,
    ...record.obligations.map(texts.obligationLine),
    texts.CHECKPOINTS_LIST,
    ...record.checkpoints.map(texts.tickedLine),
    texts.GUIDANCE_LIST,
    argumentsExpander(record.snapshot.text, record.task)(record.snapshot.text),
    ...(changed === undefined
      ? []
      : [texts.driftLine(record.id), ...changedLines(record.snapshot.text, changed)]),
  ].join("\n")

/** What came of it, without a line that could be taken for one that still binds. */
const closedRecord = (record: WorkflowRecord): string =>
  [texts.closedLine(record), ...record.checkpoints.map(texts.outcomeLine)].join("\n")

/** Lines that one text has and the other has not. */
function changedLines(before: string, after: string): readonly string[] {
  const [had, has] = [before.split("\n"), after.split("\n")]
  const [hadLines, hasLines] = [new Set(had), new Set(has)]
  return [
    ...had.filter((line) => !hasLines.has(line)).map((line) => `- ${line}`),
    ...has.filter((line) => !hadLines.has(line)).map((line) => `+ ${line}`),
  ]
}
