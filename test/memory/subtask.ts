import { nextID } from "./ids.ts"
import { agentOf, partIDs, saveInfo, savePart, trigger } from "./instance.ts"
import type { Instance } from "./instance.ts"
import { newAnswer } from "./new-answer.ts"
import type { SubtaskPart, ToolPart, ToolState, UserInfo } from "./stored.ts"
import type { ToolEntry } from "./tool-list.ts"
import type { ToolCall } from "./tools/tool.ts"

/** What the task tool says, or why it failed. */
const runTask = async (
  entries: readonly ToolEntry[],
  call: ToolCall,
): Promise<{ title: string; output: string; metadata: Record<string, unknown> } | string> => {
  try {
    const task = entries.find(({ id }) => id === "task")
    if (!task) throw new Error("There is no task tool")
    const { title, output, metadata } = await task.run(call)
    return { title, output, metadata: { ...metadata } }
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause)
  }
}

/** A slash command that a sub-agent answers: a call of the task tool that no model asked for. */
export const runSubtask = async (
  host: Instance,
  entries: readonly ToolEntry[],
  user: UserInfo,
  { agent: name, prompt, description, command, model }: SubtaskPart,
): Promise<void> => {
  const { sessionID } = user
  const agent = agentOf(host, name)
  const { providerID, modelID: id } = agent.model ?? model
  const info = newAnswer(host, { user, agent: name, model: { id, providerID } })
  const input = { prompt, description, subagent_type: name, command }
  const ids = partIDs(info)
  const start = Date.now()
  const part: ToolPart = {
    ...ids,
    type: "tool",
    tool: "task",
    callID: ids.id,
    state: { status: "running", input, time: { start } },
  }
  savePart(host, part)
  const call = { tool: "task", sessionID, callID: ids.id }
  await trigger(host, "tool.execute.before", call, { args: input })
  const result = await runTask(entries, {
    input,
    sessionID,
    messageID: info.id,
    callID: ids.id,
    agent: name,
    abort: new AbortController().signal,
    progress: () => {},
  })
  // Of one that failed, hooks are told nothing.
  const shown = typeof result === "string" ? undefined : result
  await trigger(host, "tool.execute.after", { ...call, args: input }, shown)
  info.finish = "tool-calls"
  info.time.completed = Date.now()
  saveInfo(host, info)
  const time = { start, end: Date.now() }
  const state: ToolState =
    typeof result === "string"
      ? { status: "error", input, error: `Tool execution failed: ${result}`, time }
      : { status: "completed", input, ...result, time }
  savePart(host, { ...part, state })
  const next: UserInfo = {
    id: nextID("msg"),
    sessionID,
    role: "user",
    time: { created: Date.now() },
    agent: user.agent,
    model: user.model,
  }
  saveInfo(host, next)
  savePart(host, {
    ...partIDs(next),
    type: "text",
    text: "Go on with what the sub-agent has said.",
    synthetic: true,
  })
}
