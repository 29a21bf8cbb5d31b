import type { HostClient } from "../../src/host/host-client.ts"
import { createWorkflowTool } from "../../src/host/workflow-tool.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { workflow } from "./any-workflow.ts"
import { callTool } from "./call-tool.ts"
import { createTestRuntime } from "./runtime.ts"
import { storeWorkflows } from "./store-workflows.ts"

/** What the command review says. */
export const GUIDANCE = "Review everything.\n- Never push to main.\n- Always run the tests."
/** A host with these commands. */
export const commands =
  (...names: readonly string[]) =>
  async () =>
    names.map((name) => ({
      name,
      template: name === "review" ? GUIDANCE : `Do ${name}.`,
      description: "",
    }))

/** Arguments of a call. */
export type Call = Readonly<Record<string, unknown>>

export interface WorkflowTool {
  readonly records?: readonly WorkflowRecord[]
  readonly client?: Partial<HostClient>
}

/** The tool of a session with these workflows; the host has the commands review and plan. */
export const openWorkflowTool = ({ records = [workflow()], client = {} }: WorkflowTool = {}) => {
  const runtime = createTestRuntime({ options: { workflows: { match: ["review", "plan"] } } })
  Object.assign(runtime.client, { commands: commands("review", "plan") }, client)
  storeWorkflows(runtime.client, "ses_1", ...records)
  const tool = createWorkflowTool(runtime)
  const call = (given: Call) => callTool(tool, given)
  const recorded = async (): Promise<readonly WorkflowRecord[]> => {
    const { workflows } = (await runtime.state.read("ses_1")) ?? {}
    return workflows?.kind === "valid" ? workflows.records : []
  }
  return { runtime, call, recorded, told: runtime.client.calls }
}
