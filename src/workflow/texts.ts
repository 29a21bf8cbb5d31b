import { breakTags, quote } from "../session/quote.ts"
import { clip } from "../session/texts.ts"
import { MOST, openCheckpoints } from "./record.ts"
import type { Checkpoint, WorkflowRecord } from "./record.ts"

/** Every text about workflows that a model or a user can read. */

export const WORKFLOW_TOOL = "workflow"

export const WORKFLOW_DESCRIPTION =
  "Workflows of this session: list, start one that the user asks for, close a checkpoint as soon as it is met, " +
  "complete, cancel. Evidence names a commit, a review, a command with its result."

export const WORKFLOW_ARGUMENTS = {
  action: "list with workflow: its whole guidance; rebase: take over its changed source",
  workflow: "Id; for start the name",
  checkpoint: "Number",
  status: "waived only where the user says so; open again where it does not hold any more",
  text: "Evidence, reason, or task to start with",
  force: "Complete with open checkpoints, for a reason",
} as const

/** Characters of a name that somebody made up, and of a cause. */
const NAME = 80
const CAUSE = 300

export const BLOCK_START = "<workflows>"
export const BLOCK_END = "</workflows>"

/** A text that cannot close the block it stands in. */
export const inBlock = (text: string): string => breakTags(text, ["workflows"])

export const BLOCK_INTRODUCTION =
  "Kept by the host from recorded state. It is what holds, whatever earlier text says about these workflows. " +
  "A sub-agent is bound too where its prompt has a line `Workflow: ID`."
export const ACTIVE_TITLE = "## Active for this task"
export const AVAILABLE_TITLE = "## Available, not active"

/** Named by whoever named the command's file. */
const idOf = (id: string): string => quote(id, { characters: MOST.slug + 8 })
const idsOf = (ids: readonly string[]): string => ids.map(idOf).join(", ")

export const recordTitle = ({ id, invocation }: WorkflowRecord): string =>
  `### ${idOf(id)} (${SOURCES[invocation.source]})`

const SOURCES = {
  command: "invoked by its slash command",
  skill: "invoked by its skill",
  tool: "started with the workflow tool",
  dispatch: "dispatched with this task",
} as const

export const taskLine = (task: string): string => `Task: ${task.replaceAll("\n", "\n  ")}`
export const scopeLine = (scope: string): string =>
  `Scope: this task, in ${quote(scope, { characters: CAUSE })}`
export const OBLIGATIONS_TITLE = "Obligations until it is completed or cancelled:"
export const CHECKPOINTS_TITLE = "Open checkpoints, to be closed with evidence:"
export const BOTH_TITLE = "Obligations, each an open checkpoint to be closed with evidence:"
export const obligationLine = (line: string): string => `- ${line}`
export const checkpointLine = ({ id, label }: Checkpoint): string => `- [ ] ${idOf(id)}: ${label}`
export const closedCount = (numbers: { readonly closed: number; readonly open: number }): string =>
  `Checkpoints closed: ${numbers.closed}.${numbers.open === 0 ? " Complete the workflow when its task is done." : ""}`
export const leftOut = ({ count, id }: { count: number; id: string }): string =>
  `(${count} more: call ${WORKFLOW_TOOL} with action list and workflow ${idOf(id)})`
export const furtherLines = (count: number): string =>
  `The ${count} further checkpoints of the guidance, which were too many to keep`
export const driftLine = (id: string): string =>
  `The source of this workflow has changed since; what was taken then holds. To compare: action list, workflow ${idOf(id)}; to take the new text over, if the user wants that: action rebase.`
export const availableLine = (one: {
  readonly slug: string
  readonly description: string
}): string =>
  `- ${quote(one.slug, { characters: MOST.slug })}${one.description === "" ? "" : `: ${clip(one.description, 80)}`}`
export const moreAvailable = (count: number): string => `(${count} more: action list)`

export const NONE_INVOKED = "No workflow was invoked in this session."
export const AVAILABLE_LIST = "Available:"
export const OBLIGATIONS_LIST = "Obligations:"
export const CHECKPOINTS_LIST = "Checkpoints:"
export const GUIDANCE_LIST = "Guidance as it was invoked:"

export const progressLine = (record: WorkflowRecord): string =>
  `- ${idOf(record.id)}: ${record.status}${record.status === "active" ? `, ${openCheckpoints(record).length} of ${record.checkpoints.length} checkpoints open` : ""}`

export const tickedLine = ({ id, label, status, evidence = "" }: Checkpoint): string =>
  status === "open"
    ? `- [ ] ${idOf(id)}: ${label}`
    : `- [x] ${idOf(id)}: ${label} (${status}: ${quote(evidence, { characters: MOST.evidence })})`

export const closedLine = ({ id, status, closing }: WorkflowRecord): string =>
  `${idOf(id)} is ${status}${closing?.reason ? `: ${quote(closing.reason, { characters: MOST.evidence })}` : ""}. Its checkpoints:`

export const outcomeLine = ({ id, status, evidence }: Checkpoint): string =>
  `- ${idOf(id)}: ${status}${evidence === undefined ? "" : `, ${quote(evidence, { characters: MOST.evidence })}`}`

/** Tells what a summarizer is told of active workflows; it must not repeat what code puts back. */
export const workflowContext = (block: string): string =>
  `Workflows are active in this session. The host shows their state again after your summary, so write how far the work in them has come, and never repeat these lines themselves:\n${block}`

/** In a prompt to a sub-agent, makes a workflow of the session that asks the sub-agent's as well. */
export const DISPATCH_LINE = /^[ \t]*(?:[-*][ \t]+)?workflow:[ \t]*`?([^\s`]+)`?[ \t]*$/im

export const noneActive = "No workflow is active in this session; nothing was changed."

export const notActive = ({ name, ids }: { name: string; ids: readonly string[] }): string =>
  `No workflow "${clip(name, NAME)}" is active; nothing was changed. Active: ${idsOf(ids)}.`

export const unknownWorkflow = ({
  name,
  ids,
}: {
  readonly name: string
  readonly ids: readonly string[]
}): string =>
  `There is no workflow "${clip(name, NAME)}". ${ids.length === 0 ? "None was invoked in this session" : `Of this session: ${idsOf(ids)}`}.`

export const whichOne = (ids: readonly string[]): string =>
  `Several workflows are active; nothing was changed. Name one by its id: ${idsOf(ids)}.`

export const tooManyActive = (most: number): string =>
  `${most} workflows are active already; nothing was changed. Complete or cancel one first.`

export const activeAlready = (name: string): string =>
  `${idOf(name)} is active already; nothing was changed.`

export const moreActive = (count: number): string => `(${count} more are active: action list)`

export const nameTooLong = (most: number): string =>
  `The name of a workflow has at most ${most} characters; nothing was changed.`

export const notAvailable = (name: string, slugs: readonly string[]): string =>
  `There is no workflow "${clip(name, NAME)}"; nothing was changed. ${slugs.length === 0 ? "None is declared" : `Available: ${idsOf(slugs)}`}.`

export const unknownCheckpoint = ({
  name,
  record,
}: {
  readonly name: string | undefined
  readonly record: WorkflowRecord
}): string =>
  `${name === undefined ? "The checkpoint is missing" : `${idOf(record.id)} has no checkpoint "${clip(name, NAME)}"`}; nothing was changed. Its checkpoints: ${idsOf(record.checkpoints.map(({ id }) => id))}.`

export const stateAlready = ({ id, status }: Checkpoint): string =>
  status === "open"
    ? `Checkpoint ${idOf(id)} is open already; nothing was changed.`
    : `Checkpoint ${idOf(id)} is ${status} already; nothing was changed. Where that does not hold any more, set status open first.`

export const evidenceMissing =
  "A checkpoint is changed with evidence; nothing was changed. Say in text what shows that it is met, who waived it and why, or why it is open again."

export const statusMissing =
  'Expected status "done", "waived" or "open" for action checkpoint; nothing was changed.'

export const stillOpen = (record: WorkflowRecord): string =>
  `${idOf(record.id)} has open checkpoints, so it was not completed: ${idsOf(openCheckpoints(record).map(({ id }) => id))}. Close them with evidence, or set force and give a reason in text.`

export const reasonMissing = (as: "completed" | "cancelled"): string =>
  `${as === "completed" ? "To complete it with open checkpoints" : "To cancel it"} a reason is needed in text; nothing was changed.`

export const sourceUnchanged = (slug: string): string =>
  `The source of ${idOf(slug)} has not changed; nothing was changed.`

export const invalidCall = (problems: string): string =>
  `This call was not run, nothing was changed: ${clip(problems, CAUSE)}`

export const sourceGone = (slug: string): string =>
  `The source of ${idOf(slug)} is gone; nothing was changed and what was taken then holds.`

export const checkpointAnswer = (
  record: WorkflowRecord,
  changed: Pick<Checkpoint, "id" | "status">,
): string => {
  const open = openCheckpoints(record).map(({ id }) => id)
  return `Checkpoint ${idOf(changed.id)} of ${idOf(record.id)} is ${changed.status}. ${open.length === 0 ? "None is open: complete the workflow when its task is done." : `Still open: ${idsOf(open)}.`}`
}

export const closedAnswer = ({ id, status }: WorkflowRecord): string =>
  `${idOf(id)} is ${status}: nothing of it binds any more.`

export const startedAnswer = ({ id, obligations, checkpoints }: WorkflowRecord): string =>
  `${idOf(id)} is active, with ${count(obligations, "obligation")} and ${count(checkpoints, "checkpoint")}.`

export const rebasedAnswer = ({ id, obligations, checkpoints }: WorkflowRecord): string =>
  `${idOf(id)} follows its changed source now, with ${count(obligations, "obligation")} and ${count(checkpoints, "checkpoint")}.`

export const DAMAGED_ANSWER =
  "The recorded workflow state is damaged and was set aside; no workflow is active and nothing was changed."

export const NEWER_ANSWER =
  "The recorded workflow state is of a newer version of the plugin; nothing was changed. Update opencode-staged-compaction."

export const notRead = "The session's state could not be read; try again."

export const sourcesNotRead = "The workflows of the host could not be read; try again."

export const notRecorded = (cause: string): string =>
  `The session's state could not be written (${clip(cause, CAUSE)}); nothing was changed. Call again.`

/** What was taken from a workflow's text, for its user. */
export const startedToast = ({ id, obligations, omitted, checkpoints }: WorkflowRecord): string =>
  [
    `Workflow ${idOf(id)} is active: ${count(obligations, "obligation")}, ${count(checkpoints, "checkpoint")}.`,
    ...(obligations.length === 0
      ? [
          "It has no list under a heading that is exactly Obligations, and no list item with a word of workflows.words.",
        ]
      : obligations.slice(0, SHOWN).map((line) => `- ${clip(line, 100)}`)),
    ...(obligations.length > SHOWN ? [`- and ${obligations.length - SHOWN} more`] : []),
    ...checkpoints
      .filter(({ label }) => !obligations.includes(label))
      .slice(0, SHOWN)
      .map(({ label }) => `- [ ] ${clip(label, 100)}`),
    ...(omitted > 0 ? [`${omitted} further lines were too many and are not kept.`] : []),
    ...(obligations.some(isCut)
      ? [`${count(obligations.filter(isCut), "line")} of it cut to ${MOST.line} characters.`]
      : []),
  ].join("\n")

const isCut = (line: string): boolean => line.length >= MOST.line - 1 && line.endsWith("…")

const SHOWN = 8

export const closedToast = ({ id, status, closing }: WorkflowRecord): string =>
  `Workflow ${idOf(id)} is ${status}${closing?.forced ? " although checkpoints were open" : ""}${closing?.reason ? `: ${clip(closing.reason, 120)}` : ""}.`

export const waivedToast = (record: WorkflowRecord, { label, evidence }: Checkpoint): string =>
  `Workflow ${idOf(record.id)}: a checkpoint was waived (${clip(label, 80)}): ${clip(evidence ?? "", 120)}`

export const rebasedToast = (record: WorkflowRecord): string =>
  `Workflow ${idOf(record.id)} follows its changed source now.\n${startedToast(record).split("\n").slice(1).join("\n")}`

export const secondToast = ({ id, slug }: WorkflowRecord): string =>
  `Workflow ${idOf(id)} is active beside an earlier one of ${idOf(slug)}.`

export const dispatchedToast = ({ id }: WorkflowRecord): string =>
  `Workflow ${idOf(id)} was dispatched to a sub-agent.`

export const notDispatchedToast = (name: string): string =>
  `A task names workflow "${clip(name, NAME)}", which is not active: its sub-agent is not bound.`

export const undoneToast = "Undo: the session's workflows are as they were before that message."

export const damagedToast = ({
  cause,
  copy,
}: {
  cause: string
  copy: string | undefined
}): string =>
  `The workflow state of this session cannot be used: ${clip(cause, CAUSE)}. No workflow is active; invoke it again. ${copy === undefined ? "A copy could not be kept" : `A copy is kept in ${copy}`}.`

export const lostToast =
  "The workflow state of this session is gone; something else has overwritten the session's metadata. No workflow is active; invoke it again."

export const newerToast =
  "The workflow state of this session is of a newer version of the plugin, which has to be updated: no workflow is active here."

export const notStartedToast = (slug: string, cause: string): string =>
  `Workflow ${idOf(slug)} was not recorded and will not survive a compaction: ${clip(cause, CAUSE)}`

export const unknownNameToast = (name: string): string =>
  `No command or skill is named "${clip(name, NAME)}" (option workflows.match).`

export const idleToast = ({ id, days }: { id: string; days: number }): string =>
  `Workflow ${idOf(id)} is active since ${days} days without change. Have it completed or cancelled if it is over.`

const count = (lines: readonly unknown[], what: string): string =>
  `${lines.length === 0 ? "no" : lines.length} ${what}${lines.length === 1 ? "" : "s"}`
