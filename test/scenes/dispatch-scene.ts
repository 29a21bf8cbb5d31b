import type { ModelLimits } from "../../src/session/budget.ts"
import { asRecord } from "../../src/session/is-record.ts"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { openSession } from "./serve-session.ts"
import type { ServedSession } from "./serve-session.ts"
import { onTestFinished } from "vitest"

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

type Move = Reply | ((request: RecordedRequest) => Reply)

export interface DispatchSceneOptions {
  /** Answers to the orchestrator's requests, in order; then it is done. */
  readonly orchestrator: readonly Move[]
  /** Answers of sub-agents, by the request. */
  readonly subAgent: (request: RecordedRequest) => Reply | Promise<Reply>
  readonly options?: Readonly<Record<string, unknown>>
  readonly limit?: ModelLimits
  /** Further models. */
  readonly models?: Readonly<Record<string, ModelLimits>>
  /** What a model makes of a task that it is to shorten. */
  readonly rewritten?: string
  readonly config?: Readonly<Record<string, unknown>>
  readonly files?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
}

export interface DispatchScene extends Scene {
  /** Requests of the orchestrator, and those of sub-agents, oldest first. */
  readonly ofParent: () => readonly RecordedRequest[]
  readonly ofChildren: () => readonly RecordedRequest[]
  /** A new session on a new server, or a known one on a new server. */
  readonly open: (known?: string) => Promise<ServedSession>
}

const subAgents = { coder: "Writes code", critic: "Reviews code", helper: "Helps" }

const isChild = ({ headers }: RecordedRequest): boolean =>
  headers["x-parent-session-id"] !== undefined

/** A host whose orchestrator and sub-agents play their parts; it ends with the test. */
export const openDispatchScene = async ({
  orchestrator,
  subAgent,
  options = {},
  limit = { context: 64_000, output: 4_000 },
  models = {},
  rewritten = "",
  config = {},
  files,
  environment,
}: DispatchSceneOptions): Promise<DispatchScene> => {
  const moves = [...orchestrator]
  const scene = await openScene({
    model: {
      limit,
      limits: models,
      summary: () => ({ text: rewritten }),
      script: (request) => {
        if (request.kind !== "main") return { text: "A title" }
        if (isChild(request)) return subAgent(request)
        const move = moves.shift() ?? { text: "Done." }
        return typeof move === "function" ? move(request) : move
      },
    },
    host: {
      ...(files && { files }),
      ...(environment && { environment }),
      config: {
        agent: Object.fromEntries(
          Object.entries(subAgents).map(([name, description]) => [
            name,
            { mode: "subagent", description },
          ]),
        ),
        ...config,
      },
    },
    plugin: { summarize: { enabled: false }, ...options },
  })
  return {
    ...scene,
    ofParent: () => scene.main().filter((request) => !isChild(request)),
    ofChildren: () => scene.main().filter(isChild),
    async open(known) {
      const server = await scene.host.serve()
      onTestFinished(() => server.kill())
      return openSession(server, known)
    },
  }
}

/** What the plugin keeps in a session's metadata; it is written behind the answers. */
export const stateOf = async ({ id, server }: ServedSession): Promise<Record<string, unknown>> => {
  const { data } = await server.client.session.get({ path: { id } })
  const state = asRecord(asRecord(asRecord(data)["metadata"])["staged-compaction"])
  return { facts: state["facts"], dispatches: asRecord(state["counters"])["dispatches"] }
}

/** The prompt that a sub-agent was given. */
export const promptOf = ({ messages }: Pick<RecordedRequest, "messages">): string =>
  messages.find(({ role }) => role === "user")?.text ?? ""

/** The last result that a request carries. */
export const resultOf = ({ messages }: Pick<RecordedRequest, "messages">): string =>
  messages.findLast(({ role }) => role === "tool")?.text ?? ""

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
