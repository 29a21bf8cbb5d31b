import { argumentsExpander } from "./expand-arguments.ts"
import { isActive, openCheckpoints } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"
import { availableLine, driftLine, recordTitle, scopeLine, taskLine } from "./texts.ts"

/** What the model reads of all workflows: how far each has come, and which could be started. */
export const renderList = (
  records: readonly WorkflowRecord[],
  available: readonly { readonly slug: string; readonly description: string }[],
): string =>
  [
    ...records.map(progressLine),
    ...(records.length === 0 ? ["No workflow was invoked in this session."] : []),
    ...(available.length === 0 ? [] : ["Available:", ...available.map(availableLine)]),
  ].join("\n")

const progressLine = (record: WorkflowRecord): string =>
  `- ${record.id}: ${record.status}${isActive(record) ? `, ${openCheckpoints(record).length} of ${record.checkpoints.length} checkpoints open` : ""}`

/** One workflow with all that is recorded of it, and how its source differs where it has changed. */
export const renderRecord = (record: WorkflowRecord, changed: string | undefined): string =>
  isActive(record) ? activeRecord(record, changed) : closedRecord(record)

const activeRecord = (record: WorkflowRecord, changed: string | undefined): string =>
  [
    recordTitle(record),
    ...(record.task === "" ? [] : [taskLine(record.task)]),
    scopeLine(record.scope),
    "Obligations:",
    ...record.obligations.map((line) => `- ${line}`),
    "Checkpoints:",
    ...record.checkpoints.map(
      ({ id, label, status, evidence }) =>
        `- [${status === "open" ? " " : "x"}] ${id}: ${label}${status === "open" ? "" : ` (${status}: ${evidence ?? ""})`}`,
    ),
    "Guidance as it was invoked:",
    argumentsExpander(record.snapshot.text, record.task)(record.snapshot.text),
    ...(changed === undefined
      ? []
      : [driftLine(record.id), ...changedLines(record.snapshot.text, changed)]),
  ].join("\n")

/** What came of it, without a line that could be taken for one that still binds. */
const closedRecord = ({ id, status, closing, checkpoints }: WorkflowRecord): string =>
  [
    `${id} is ${status}${closing?.reason ? `: ${closing.reason}` : ""}. Its checkpoints:`,
    ...checkpoints.map(
      (checkpoint) =>
        `- ${checkpoint.id}: ${checkpoint.status}${checkpoint.evidence === undefined ? "" : `, ${checkpoint.evidence}`}`,
    ),
  ].join("\n")

/** Lines that one text has and the other has not. */
function changedLines(before: string, after: string): readonly string[] {
  const [had, has] = [before.split("\n"), after.split("\n")]
  const [hadLines, hasLines] = [new Set(had), new Set(has)]
  return [
    ...had.filter((line) => !hasLines.has(line)).map((line) => `- ${line}`),
    ...has.filter((line) => !hadLines.has(line)).map((line) => `+ ${line}`),
  ]
}
