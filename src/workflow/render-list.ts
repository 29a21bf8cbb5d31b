import { openCheckpoints } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"
import { availableLine, closedCount, driftLine, recordTitle, scopeLine, taskLine } from "./texts.ts"

/** What the model reads of all workflows: how far each has come, and which could be started. */
export const renderList = (
  records: readonly WorkflowRecord[],
  available: readonly { readonly slug: string; readonly description: string }[],
): string =>
  [
    ...records.map((record) => {
      const open = openCheckpoints(record).length
      return `- ${record.id}: ${record.status}${record.status === "active" ? `, ${open} of ${record.checkpoints.length} checkpoints open` : ""}`
    }),
    ...(records.length === 0 ? ["No workflow was invoked in this session."] : []),
    ...(available.length === 0 ? [] : ["Available:", ...available.map(availableLine)]),
  ].join("\n")

/** One workflow with all that is recorded of it, and how its source differs by now. */
export const renderRecord = (record: WorkflowRecord, latest: string | undefined): string =>
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
    closedCount(record.checkpoints.length - openCheckpoints(record).length),
    "Guidance as it was invoked:",
    record.snapshot.text,
    ...(latest === undefined || latest === record.snapshot.text
      ? []
      : [driftLine(record.id), ...changedLines(record.snapshot.text, latest)]),
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
