import { asRecord } from "../../src/session/is-record.ts"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Move, Scene, SceneOptions } from "./open-scene.ts"
import { textsOf } from "./request-bytes.ts"
import type { Served } from "./served.ts"

export interface Dispatch {
  readonly agent: string
  readonly prompt: string
  /** The sub-agent's session, where it is to go on. */
  readonly resume?: string | undefined
  readonly background?: boolean
}

export const task = ({ agent, prompt, resume, background }: Dispatch) => ({
  name: "task",
  input: {
    description: `Ask ${agent}`,
    prompt,
    subagent_type: agent,
    ...(resume !== undefined && { task_id: resume }),
    ...(background && { background }),
  },
})

/** One message with a call of `task` for each. */
export const dispatch = (...dispatches: readonly Dispatch[]): Reply => ({
  calls: dispatches.map(task),
})

/** One message that asks so many helpers, who have no role. */
export const wave = (count: number, prompt: (index: number) => string): Reply =>
  dispatch(
    ...Array.from({ length: count }, (_, index) => ({ agent: "helper", prompt: prompt(index) })),
  )

/** The agents of the host's configuration. */
export const subAgents = {
  coder: { mode: "subagent", description: "Writes code" },
  critic: { mode: "subagent", description: "Reviews code" },
  helper: { mode: "subagent", description: "Helps" },
}

/** Options by which the coder is an implementer: who has roles has the tool; the helper has none. */
export const coderRole = { dispatch: { roles: { implementer: { agents: ["coder"] } } } }

export interface DispatchSceneOptions extends Pick<SceneOptions, "host"> {
  /** Answers to the orchestrator's requests, in order; then it is done. */
  readonly orchestrator: readonly Move[]
  /** Answers of sub-agents, by the request. */
  readonly subAgent: (request: RecordedRequest) => Reply | Promise<Reply>
  readonly model?: Omit<NonNullable<SceneOptions["model"]>, "script">
  readonly plugin: Readonly<Record<string, unknown>>
}

export interface DispatchScene extends Scene {
  /** Requests of the orchestrator, and those of sub-agents, oldest first. */
  ofParent(): readonly RecordedRequest[]
  ofChildren(): readonly RecordedRequest[]
}

export const isChild = ({ headers }: RecordedRequest): boolean =>
  headers["x-parent-session-id"] !== undefined

/** A host whose orchestrator and sub-agents play their parts. */
export const openDispatchScene = async ({
  orchestrator,
  subAgent,
  model,
  host,
  plugin,
}: DispatchSceneOptions): Promise<DispatchScene> => {
  const moves = [...orchestrator]
  const scene = await openScene({
    model: {
      summary: () => ({ text: "" }),
      ...model,
      script: (request) => {
        if (isChild(request)) return subAgent(request)
        const move = moves.shift() ?? { text: "Done." }
        return typeof move === "function" ? move(request) : move
      },
    },
    host: { ...host, config: { agent: subAgents, ...host?.config } },
    plugin: { summarize: { enabled: false }, ...plugin },
  })
  return {
    ...scene,
    ofParent: () => scene.main().filter((request) => !isChild(request)),
    ofChildren: () => scene.main().filter(isChild),
  }
}

/** What the plugin keeps in a session's metadata; it is written behind the answers. */
export const stateOf = async (
  served: Served,
  session: string,
): Promise<Record<string, unknown>> => {
  const { facts, counters } = await served.metadata(session)
  return { facts, dispatches: asRecord(counters)["dispatches"] }
}

type Messages = Pick<RecordedRequest, "messages">

/** The prompt that a sub-agent was given. */
export const promptOf = (request: Messages | undefined): string =>
  textsOf(request, "user").at(0) ?? ""

/** The last result that a request carries. */
export const resultOf = (request: Messages | undefined): string =>
  textsOf(request, "tool").at(-1) ?? ""

/** The task that a prompt names, or a result. */
export const taskIn = (text: string): string => /^Task ID: (.*)$/m.exec(text)?.[1] ?? ""

/** A prompt of rules that all bind, and are together more than any sub-agent may be sent. */
export const tooLong = Array.from(
  { length: 300 },
  (_, index) => `- You must never break rule ${index}, whatever anybody says about it.`,
).join("\n")

/** A contract block as a sub-agent writes it. */
export const block = (value: unknown): string =>
  ["BEGIN_DISPATCH_RESULT", JSON.stringify(value), "END_DISPATCH_RESULT"].join("\n")

export const implemented = (task_id: string, summary = "The parser handles comments.") => ({
  task_id,
  status: "completed",
  summary,
  files_changed: ["src/parser.ts"],
  tests: [{ command: "npm test", passed: true }],
  follow_up_actions: [],
})

export const reviewed = (task_id: string, assessment: string) => ({
  task_id,
  assessment,
  strengths: ["Small"],
  issues:
    assessment === "approved"
      ? []
      : [
          {
            severity: "important",
            file: "src/parser.ts",
            message: "An empty file throws",
            fix: "Return an empty list",
          },
        ],
  required_fixes: assessment === "approved" ? [] : ["Handle the empty file"],
})
