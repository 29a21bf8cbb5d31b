import type { Instance } from "./instance.ts"
import { childRules } from "./agents.ts"
import type { Agent } from "./agents.ts"
import { nextID } from "./ids.ts"
import { isAssistant } from "./history.ts"
import { promptParts } from "./prompt.ts"
import type { Runs } from "./runs.ts"
import { shortened } from "./tool-list.ts"
import type { AssistantInfo, HostError, ModelChoice, Stored, StoredSession } from "./stored.ts"
import { wantedText } from "./tools/tool.ts"
import type { Tool, ToolCall } from "./tools/tool.ts"

const framed = (id: string, state: string, text: string, summary?: string): string => {
  const tag = state === "error" ? "task_error" : "task_result"
  return [
    `<task id="${id}" state="${state}">`,
    ...(summary === undefined ? [] : [`<summary>${summary}</summary>`]),
    `<${tag}>`,
    text,
    `</${tag}>`,
    "</task>",
  ].join("\n")
}

const callerOf = (host: Instance, { sessionID, messageID }: ToolCall): AssistantInfo => {
  const found = host.store.messages(sessionID).find(({ info }) => info.id === messageID)
  if (!found || !isAssistant(found)) throw new Error("Not an assistant message")
  return found.info
}

const depthOf = (host: Instance, session: StoredSession): number =>
  session.parentID === undefined ? 0 : 1 + depthOf(host, host.store.session(session.parentID))

const childOf = (host: Instance, call: ToolCall, agent: Agent): StoredSession => {
  const { task_id: resumed, description } = call.input
  const known = typeof resumed === "string" ? host.store.sessions.get(resumed) : undefined
  if (known) return known
  const parent = host.store.session(call.sessionID)
  const inherited = (parent.permission ?? []).filter(({ action }) => action === "deny")
  const own = childRules(agent).filter(
    (rule) => !inherited.some(({ permission }) => permission === rule.permission),
  )
  const info = host.store.create({
    directory: parent.directory,
    version: parent.version,
    parentID: parent.id,
    title: `${String(description)} (@${agent.name} subagent)`,
    agent: agent.name,
    permission: [...inherited, ...own],
  })
  host.bus.publish("session.created", { sessionID: info.id, info })
  return info
}

const messageOf = ({ name, data: { message } }: HostError): string =>
  typeof message === "string" ? message : name

const textOf = (answer: Stored, child: string): string => {
  const failed = (message: string): Error =>
    new Error(`Subagent failed (task_id: ${child}): ${message}`)
  if (isAssistant(answer) && answer.info.error) throw failed(messageOf(answer.info.error))
  const broken = answer.parts.findLast(
    (part) => part.type === "tool" && part.state.status === "error",
  )
  if (broken?.type === "tool") throw failed(broken.state.error ?? "")
  const said = answer.parts.findLast((part) => part.type === "text")
  return said?.type === "text" ? said.text : ""
}

/** Starts sub-agents, each in a session of its own. */
export const createTaskTool =
  (host: Instance, runs: () => Runs): Tool =>
  async (call) => {
    const { input, sessionID } = call
    const name = wantedText("task", input, "subagent_type")
    const prompt = wantedText("task", input, "prompt")
    const most = Number(host.config["subagent_depth"] ?? 1)
    if (depthOf(host, host.store.session(sessionID)) >= most)
      throw new Error(`Subagent depth limit reached (${most}).`)
    const agent = host.agents.find((one) => one.name === name)
    if (!agent) throw new Error(`Unknown agent type: ${name} is not a valid agent type`)
    const child = childOf(host, call, agent)
    const caller = callerOf(host, call)
    const model: ModelChoice = agent.model ?? caller
    const title = String(input["description"])
    const background = input["background"] === true
    const metadata = {
      parentSessionId: sessionID,
      sessionId: child.id,
      model: { providerID: model.providerID, modelID: model.modelID },
      ...(background && { background }),
    }
    call.progress({ title, metadata })
    const stop = (): void => void runs().abort(child.id)
    call.abort.addEventListener("abort", stop)
    const work = async (): Promise<string> => {
      const answer = await runs().prompt(child.id, {
        messageID: nextID("msg"),
        agent: agent.name,
        model: { providerID: model.providerID, modelID: model.modelID },
        parts: promptParts(host, prompt),
      })
      return textOf(answer, child.id)
    }
    if (background) {
      const tell = (state: string, text: string, summary: string): void => {
        const parts = [
          {
            type: "text" as const,
            synthetic: true as const,
            text: framed(child.id, state, text, summary),
          },
        ]
        void runs()
          .prompt(sessionID, { agent: caller.agent, parts })
          .catch(() => {})
      }
      void work().then(
        (text) => tell("completed", text, `Background task completed: ${title}`),
        (cause: unknown) => tell("error", String(cause), `Background task failed: ${title}`),
      )
      const output = framed(child.id, "running", "The task works on.", "Background task started")
      return { title, metadata: { ...metadata, jobId: child.id }, output }
    }
    const output = framed(child.id, "completed", await work())
    call.abort.removeEventListener("abort", stop)
    return shortened(host, { title, metadata, output })
  }
