import type { ToolDefinition } from "@opencode-ai/plugin"
import { z } from "zod"
import { asRecord } from "../session/is-record.ts"
import { findCheckpoint, setCheckpoint } from "../workflow/set-checkpoint.ts"
import { closeWorkflow } from "../workflow/close-workflow.ts"
import { findActive } from "../workflow/find-active.ts"
import { rebaseWorkflow } from "../workflow/rebase-workflow.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { renderList, renderRecord } from "../workflow/render-list.ts"
import * as texts from "../workflow/texts.ts"
import { refused } from "../workflow/transition.ts"
import type { Transition } from "../workflow/transition.ts"
import { digest } from "./digest.ts"
import { hasDrifted } from "./workflows.ts"
import { changeWorkflows } from "./change-workflows.ts"
import { invokeWorkflow } from "./invoke-workflow.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

const requestSchema = z.object({
  action: z
    .enum(["list", "start", "checkpoint", "complete", "cancel", "rebase"])
    .describe(texts.WORKFLOW_ARGUMENTS.action),
  workflow: z.string().optional().describe(texts.WORKFLOW_ARGUMENTS.workflow),
  checkpoint: z.string().optional().describe(texts.WORKFLOW_ARGUMENTS.checkpoint),
  status: z.enum(["done", "waived", "open"]).optional().describe(texts.WORKFLOW_ARGUMENTS.status),
  text: z.string().optional().describe(texts.WORKFLOW_ARGUMENTS.text),
  force: z.boolean().optional().describe(texts.WORKFLOW_ARGUMENTS.force),
})
type Request = z.output<typeof requestSchema>

interface CallContext {
  readonly sessionID: string
  readonly messageID: string
}

/** The one tool by which the model keeps its workflows. What it is refused comes as the tool's error. */
export function createWorkflowTool(runtime: Runtime): ToolDefinition {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the host package types schemas with its own zod
  return {
    description: texts.WORKFLOW_DESCRIPTION,
    args: requestSchema.shape,
    execute: async (given: unknown, { sessionID, messageID }: CallContext) => {
      const request = requestSchema.safeParse(withTexts(given))
      if (!request.success) throw new Error(texts.invalidCall(z.prettifyError(request.error)))
      return answer(runtime, runtime.sessions.get(sessionID), {
        ...request.data,
        message: messageID,
      })
    },
  } as unknown as ToolDefinition
}

/** Models write the number of a checkpoint as one. */
const withTexts = (given: unknown): unknown =>
  Object.fromEntries(
    Object.entries(asRecord(given)).map(([name, value]) => [
      name,
      typeof value === "number" ? String(value) : value,
    ]),
  )

type Asked = Request & { readonly message: string }
type Change = Exclude<Request["action"], "list">

async function answer(runtime: Runtime, session: Session, asked: Asked): Promise<string> {
  const { action } = asked
  if (action === "list") return list(runtime, session, asked)
  const changed = await change(runtime, session, { ...asked, action })
  if (!changed.ok) throw new Error(changed.refusal)
  return tell(runtime, { ...asked, action }, changed.record)
}

async function list(
  { sources, state }: Runtime,
  session: Session,
  { workflow }: Asked,
): Promise<string> {
  const stored = await state.read(session.id)
  if (!stored) throw new Error(texts.notRead)
  if (stored.workflows.kind === "damaged") return texts.DAMAGED_ANSWER
  if (stored.workflows.kind === "newer") return texts.NEWER_ANSWER
  const { records } = stored.workflows
  const record =
    records.find(({ id }) => id === workflow) ?? records.findLast(({ slug }) => slug === workflow)
  if (record) {
    const latest = (await sources.find(record.slug))?.read()
    return renderRecord(record, hasDrifted(record, latest) ? latest : undefined)
  }
  if (workflow === undefined) return renderList(records, await sources.all())
  const source = (await sources.find(workflow))?.read()
  if (source !== undefined) return source
  const unknown = texts.unknownWorkflow({ name: workflow, ids: records.map(({ id }) => id) })
  throw new Error(unlessUntold(sources, unknown))
}

async function change(
  runtime: Runtime,
  session: Session,
  asked: Asked & { readonly action: Change },
): Promise<Transition> {
  const { clock, config, sources } = runtime
  const { workflow, checkpoint, status, text, force = false, message } = asked
  const now = clock()
  switch (asked.action) {
    case "start": {
      const source = workflow === undefined ? undefined : await sources.find(workflow)
      const guidance = source?.read()
      if (!source || guidance === undefined)
        return refused(
          unlessUntold(
            sources,
            texts.notAvailable(
              workflow ?? "",
              (await sources.all()).map(({ slug }) => slug),
            ),
          ),
        )
      return invokeWorkflow(runtime, session, {
        slug: source.slug,
        text: guidance,
        task: text ?? "",
        source: "tool",
        message,
      })
    }
    case "checkpoint":
      if (!status) return refused(texts.statusMissing)
      return changeWorkflows(runtime, session, (records) =>
        setCheckpoint({ records, workflow, checkpoint, status, evidence: text, now, message }),
      )
    case "complete":
    case "cancel": {
      const as = asked.action === "complete" ? "completed" : "cancelled"
      return changeWorkflows(runtime, session, (records) =>
        closeWorkflow({ records, workflow, as, reason: text, force, now, message }),
      )
    }
    case "rebase": {
      const latest = new Map((await sources.all()).map(({ slug, read }) => [slug, read]))
      return changeWorkflows(runtime, session, (records) => {
        const found = findActive(records, workflow)
        if (!found.ok) return found
        const { slug } = found.record
        const source = latest.get(slug)?.()
        if (source === undefined) return refused(unlessUntold(sources, texts.sourceGone(slug)))
        return !hasDrifted(found.record, source)
          ? refused(texts.sourceUnchanged(slug))
          : rebaseWorkflow({
              records,
              workflow,
              text: source,
              words: config.workflows.words,
              now,
              digest,
              message,
            })
      })
    }
  }
}

/** What is missing may be there where the host has not told all of its commands and skills. */
const unlessUntold = ({ areTold }: Runtime["sources"], missing: string): string =>
  areTold() ? missing : texts.sourcesNotRead

/** What the model is answered; what lifts an obligation is told the user too. */
function tell(
  { client }: Runtime,
  asked: Asked & { readonly action: Change },
  record: WorkflowRecord,
): string {
  switch (asked.action) {
    case "checkpoint": {
      const changed = findCheckpoint(record, asked.checkpoint)
      if (changed?.status === "waived") client.toast(texts.waivedToast(record, changed), "warning")
      return changed ? texts.checkpointAnswer(record, changed) : ""
    }
    case "complete":
    case "cancel":
      client.toast(
        texts.closedToast(record),
        record.status === "completed" && !record.closing?.forced ? "info" : "warning",
      )
      return texts.closedAnswer(record)
    case "rebase":
      client.toast(texts.rebasedToast(record), "info")
      return texts.rebasedAnswer(record)
    case "start":
      return texts.startedAnswer(record)
  }
}
