import type { HostMessage } from "../../src/host/decode.ts"
import { digest } from "../../src/host/digest.ts"
import { noteCommand, notePrompt } from "../../src/host/note-invocations.ts"
import { noteSkill } from "../../src/host/note-skill.ts"
import { recordInvocations } from "../../src/host/record-invocations.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { writeWorkflows } from "../../src/workflow/read-workflows.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { createTestRuntime } from "./runtime.ts"

/** A message of the host with these parts. */
export const stored = (id: string, role = "user", parts: readonly unknown[] = []): HostMessage => ({
  info: { id, role },
  parts,
})
const template = (name: string) => ({ name, template: `${name}: $ARGUMENTS` })
/** Prompts of these ids. */
export const ids = (...all: readonly string[]): readonly HostMessage[] =>
  all.map((id) => stored(id))

export interface InvocationOptions {
  readonly options?: unknown
  /** What the host has stored, where a request does not show it. */
  readonly history?: readonly HostMessage[]
  readonly records?: readonly WorkflowRecord[]
}

/** A host with two workflows and a command that is none; ses_2 and ses_3 work for ses_1. */
export const invocationScene = ({
  options = { workflows: { match: ["review", "plan"] } },
  history,
  records = [],
}: InvocationOptions = {}) => {
  const runtime = createTestRuntime({ options })
  const { client, sessions, state } = runtime
  Object.assign(client, {
    commands: async () => ["review", "plan", "hello"].map(template),
    skills: async () => [
      { name: "ship", description: "", location: "-", content: "Ship.\n- You must test." },
    ],
    messages: async () => history,
    parent: async (sessionID: string) => ({ id: sessionID === "ses_1" ? undefined : "ses_1" }),
  })
  client.metadataOf.set("ses_1", { [METADATA_KEY]: writeWorkflows({}, records, digest) })
  const on = (sessionID: string) => {
    const session = sessions.get(sessionID)
    return {
      command: (name: string, typed: string, ...parts: readonly unknown[]) =>
        noteCommand(runtime, session, { name, typed, parts }),
      prompt: (message: string, text: string) => notePrompt(runtime, session, { message, text }),
      skill: (callID: string, output: string, name = "ship") =>
        noteSkill(runtime, session, { name, callID, output }),
      request: (...messages: readonly HostMessage[]) =>
        recordInvocations(runtime, session, messages),
      pending: () => session.invocations.length,
      /** Slug, task and message of all that was invoked. */
      invoked: async () => {
        const { workflows } = (await state.read(sessionID)) ?? {}
        return workflows?.kind === "valid"
          ? workflows.records.map(({ slug, task, invocation }) => [slug, task, invocation.message])
          : undefined
      },
    }
  }
  return { runtime, client, on, ...on("ses_1") }
}

export const part = (text: string) => ({ type: "text", text })
export const subtask = (prompt: string) => ({ type: "subtask", prompt })
