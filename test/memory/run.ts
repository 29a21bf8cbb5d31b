import { compact, requestCompaction } from "./compact.ts"
import { skillFiles } from "./files.ts"
import { isAssistant, latestOf, sentHistory } from "./history.ts"
import { interruptible } from "./interruptible.ts"
import { agentOf, saveInfo, setting, trigger } from "./instance.ts"
import type { Instance } from "./instance.ts"
import { toChat } from "./model-history.ts"
import { findModel, isOverflow } from "./models.ts"
import { newAnswer } from "./new-answer.ts"
import { pruneOutputs } from "./prune-outputs.ts"
import { ask, runStep } from "./step.ts"
import type { AssistantMessage, StoredSession, UserInfo } from "./stored.ts"
import { runSubtask } from "./subtask.ts"
import { systemText } from "./system-text.ts"
import { describeTools } from "./tool-list.ts"
import type { DescribedTool, ToolEntry } from "./tool-list.ts"

const goesOn = new Set(["tool-calls", "unknown"])

/** Names a new session in the background, while the first step runs. */
const nameSession = async (
  host: Instance,
  session: StoredSession,
  user: UserInfo,
  abort: AbortSignal,
): Promise<void> => {
  if (session.parentID !== undefined || !session.title.startsWith("New session - ")) return
  const { model } = findModel(host.providers, user.model)
  const first = host.store.read(session.id).filter(({ info }) => info.role === "user")
  const { text } = await ask(host, {
    agent: "title",
    user,
    model,
    system: host.texts.title.system,
    messages: [{ role: "user", content: host.texts.title.user }, ...toChat(first, model)],
    sessionID: session.id,
    abort,
  })
  session.title = text
  host.bus.publish("session.updated", { sessionID: session.id, info: session })
}

/** One pass: a request and what it brings. Says whether another one follows. */
const pass = async (
  host: Instance,
  sessionID: string,
  entries: readonly ToolEntry[],
  { isFirst, abort }: { readonly isFirst: boolean; readonly abort: AbortSignal },
): Promise<boolean> => {
  host.bus.publish("session.status", { sessionID, status: { type: "busy" } })
  const history = sentHistory(host.store.read(sessionID))
  const { user, assistant, finished, task } = latestOf(history)
  if (!user) throw new Error("No user message found")
  if (
    assistant?.info.finish !== undefined &&
    !goesOn.has(assistant.info.finish) &&
    assistant.info.parentID === user.info.id
  )
    return false
  host.log(`message=loop session.id=${sessionID}`)
  const session = host.store.session(sessionID)
  if (isFirst) void nameSession(host, session, user.info, abort).catch(() => {})
  const { model } = findModel(host.providers, user.info.model)
  const choice = { sessionID, agent: user.info.agent, model: user.info.model }
  if (task?.type === "subtask") return (await runSubtask(host, entries, user.info, task), true)
  if (task) return (await compact(host, history, { asked: user, task, abort })) === "continue"
  if (
    finished &&
    finished.info.summary !== true &&
    isOverflow(finished.info.tokens, model, host.config)
  ) {
    requestCompaction(host, { ...choice, auto: true })
    return true
  }
  const agent = agentOf(host, user.info.agent)
  const info = newAnswer(host, { user: user.info, agent: agent.name, model })
  let tools: readonly DescribedTool[] = []
  try {
    tools = await interruptible(abort, describeTools(host, agent, session.permission ?? []))
    await interruptible(
      abort,
      trigger(host, "experimental.chat.messages.transform", {}, { messages: history }),
    )
  } catch (cause) {
    if (!abort.aborted) throw cause
    info.error = { name: "MessageAbortedError", data: { message: "Aborted" } }
    info.time.completed = Date.now()
    saveInfo(host, info)
    return false
  }
  const skills = skillFiles(host.project)
  const result = await runStep(
    host,
    info,
    {
      agent: agent.name,
      user: user.info,
      model,
      system: systemText({ texts: host.texts, project: host.project, agent, model, skills }),
      messages: toChat(history, model),
      tools,
      sessionID,
      abort,
    },
    entries.filter(({ id }) => tools.some((tool) => tool.function.name === id)),
  )
  if (result === "compact")
    requestCompaction(host, { ...choice, auto: true, overflow: info.finish === undefined })
  return result !== "stop"
}

/** Works on a session until the model is done. Throws nothing that the host would store. */
export const runSession = async (
  host: Instance,
  sessionID: string,
  entries: readonly ToolEntry[],
  abort: AbortSignal,
): Promise<void> => {
  try {
    for (
      let step = 1;
      await pass(host, sessionID, entries, { isFirst: step === 1, abort });
      step++
    );
    if (setting(host, "compaction", "prune") === true) pruneOutputs(host, sessionID)
  } finally {
    host.bus.publish("session.status", { sessionID, status: { type: "idle" } })
    host.bus.publish("session.idle", { sessionID })
  }
}

/** The answer that a prompt ends with. */
export const lastAnswer = (host: Instance, sessionID: string): AssistantMessage => {
  const found = host.store.read(sessionID).findLast(isAssistant)
  if (!found) throw new Error(`No answer in ${sessionID}`)
  return found
}
