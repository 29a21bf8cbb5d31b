import { dispatchHooks } from "../../src/host/dispatch-hooks.ts"
import type { HostClient } from "../../src/host/host-client.ts"
import type { PlannedRequest } from "../../src/host/sessions.ts"
import type { Budget, ModelLimits } from "../../src/session/budget.ts"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { createDraft } from "./draft.ts"
import { createTestRuntime } from "./runtime.ts"
import { createTranscript, testModel } from "./transcript.ts"

export const roles = {
  implementer: { agents: ["coder"] },
  reviewer: { agents: ["critic"] },
}

export interface DispatchingOptions {
  readonly dispatch?: object
  readonly options?: object
  readonly limits?: ModelLimits
  readonly client?: Partial<HostClient>
}

export interface Fullness extends Partial<Budget> {
  /** Tokens of the last request. */
  readonly used: number
  readonly factor?: number
}

/** The request that a session has sent last. */
export const plannedWith = ({ used, factor = 1, ...budget }: Fullness): PlannedRequest => {
  const draft = createDraft(createTranscript(), { budget })
  const plan = { draft: { ...draft, forecast: { tokens: used, anchor: undefined, factor } } }
  // oxlint-disable-next-line no-unsafe-type-assertion -- of a plan only its draft is read
  return { plan, model: testModel } as unknown as PlannedRequest
}

/** A session with an implementer `coder` and a reviewer `critic`, and the hooks of its dispatches. */
export const dispatching = ({
  dispatch = {},
  options = {},
  limits = { context: 101_000, output: 1_000 },
  client = {},
}: DispatchingOptions = {}) => {
  const summarize = { enabled: false }
  const runtime = createTestRuntime({
    limits,
    options: { summarize, ...options, dispatch: { roles, ...dispatch } },
  })
  Object.assign(runtime.client, client)
  const session = runtime.sessions.get("ses_1")
  const hooks = dispatchHooks(runtime)
  const see = (id: string, state: object = { status: "running" }, message = "msg_1") =>
    hooks.seen({
      type: "tool",
      tool: "task",
      id,
      callID: `call_${id}`,
      sessionID: "ses_1",
      messageID: message,
      state,
    })
  return {
    runtime,
    session,
    hooks,
    see,
    /** The prompt that leaves. */
    send: async (id: string, prompt: string, agent = "coder", message = "msg_1") => {
      await see(id, { status: "running" }, message)
      const args = { prompt, subagent_type: agent }
      await hooks.before({ tool: "task", sessionID: "ses_1", callID: `call_${id}` }, args)
      return args.prompt
    },
    /** What the parent gets of such an answer. */
    answer: async (id: string, text: string, metadata: object = {}) => {
      const output = `<task id="ses_${id}" state="completed">\n<task_result>\n${text}\n</task_result>\n</task>`
      const result = { output, metadata }
      await hooks.after({ tool: "task", sessionID: "ses_1", callID: `call_${id}` }, result)
      const [, shown] = /<task_result>\n([^]*)\n<\/task_result>/.exec(result.output) ?? []
      return shown
    },
    records: (): readonly DispatchRecord[] => session.dispatches.refresh(),
    types: (): readonly string[] => session.dispatches.refresh().map(({ type }) => type),
    facts: async () => {
      await runtime.state.written()
      return runtime.client.metadataOf.get("ses_1")?.["staged-compaction"]
    },
  }
}
