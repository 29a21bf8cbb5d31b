import type { Config } from "../config.ts"
import { BEGIN_MARKER, END_MARKER } from "../dispatch/run/contract.ts"
import { UNUSABLE_ANSWER } from "../dispatch/run/contract-texts.ts"
import { NEXT_ACTIONS } from "../dispatch/run/next-action.ts"
import type { NextAction } from "../dispatch/run/next-action.ts"
import { statedTaskID } from "../dispatch/run/next-task-id.ts"
import type { DispatchTrace, TraceStep } from "../dispatch/parity/parity.ts"
import { TASK_TITLE } from "../dispatch/prompt/prompt-texts.ts"
import { readTaskOutput } from "../dispatch/wave/task-output.ts"
import { DISPATCH_TOOL } from "../dispatch/wave/tool-texts.ts"
import type { RecordedSession } from "../replay/recorded-session.ts"
import { asRecord } from "../session/is-record.ts"
import { backgroundOutput } from "./background-output.ts"
import { roleOf } from "./dispatch-role.ts"

/** The dispatches to agents of roles that a session holds, oldest first, with their answers. */
export function recordedDispatches(session: RecordedSession, config: Config): DispatchTrace {
  const answers = backgroundAnswers(session)
  const parts = session.messages.flatMap((message) => message.parts.map(asRecord))
  const declaredTasks = parts.flatMap(plannedTasks)
  const steps: TraceStep[] = []
  let open: string | undefined
  for (const part of parts) {
    const call = taskCall(part)
    const role = call && roleOf(config, call.agent)
    const text = call && (answers.get(call.child) ?? call.text)
    if (!call || !role || text === undefined) continue
    const prompt = asWritten(call.prompt)
    const taskID =
      statedTaskID(prompt, declaredTasks) ??
      statedTaskID(call.prompt, declaredTasks) ??
      open ??
      `task-${steps.length + 1}`
    // A review ends a task that nobody named.
    open = role.like === "reviewer" ? undefined : taskID
    const { name, like } = role
    const [result, told] = [asAnswered(text), toldAction(text)]
    steps.push({ role: name, like, taskID, prompt, result, told })
  }
  return { run: session.name, steps, declaredTasks }
}

interface RecordedCall {
  readonly agent: string
  readonly prompt: string
  readonly child: string
  /** Undefined while it works in the background. */
  readonly text: string | undefined
}

function taskCall({ type, tool, state }: Record<string, unknown>): RecordedCall | undefined {
  if (type !== "tool" || tool !== "task") return undefined
  const { status, input, output, error } = asRecord(state)
  const { prompt, subagent_type: agent } = asRecord(input)
  if (typeof prompt !== "string" || typeof agent !== "string") return undefined
  // An answer that could not be used for the second time is the tool's error.
  if (status === "error" && UNUSABLE_ANSWER.test(String(error)))
    return { agent, prompt, child: "", text: String(error) }
  const answer = status === "completed" ? readTaskOutput(String(output)) : undefined
  if (!answer) return undefined
  const { child, text } = answer
  return { agent, prompt, child, text: answer.state === "running" ? undefined : text }
}

function plannedTasks({ type, tool, state }: Record<string, unknown>): readonly string[] {
  const { tasks } = asRecord(asRecord(state)["input"])
  if (type !== "tool" || tool !== DISPATCH_TOOL || !Array.isArray(tasks)) return []
  return tasks.filter((task) => typeof task === "string")
}

/** By the sessions of the sub-agents. */
function backgroundAnswers({ messages }: RecordedSession): ReadonlyMap<string, string> {
  const texts = messages.flatMap(({ parts }) =>
    parts.flatMap((part) => {
      const answer = backgroundOutput(part)
      return answer ? [[answer.child, answer.text] as const] : []
    }),
  )
  return new Map(texts)
}

/** The task alone, where this plugin has put its frame around it. */
function asWritten(prompt: string): string {
  const start = prompt.startsWith("Role: ") ? prompt.indexOf(`\n${TASK_TITLE}\n`) : -1
  return start < 0 ? prompt : prompt.slice(start + TASK_TITLE.length + 2)
}

/** With this plugin a session holds the result alone: it was a block once. */
function asAnswered(text: string): string {
  const first = text.split("\n", 1)[0] ?? ""
  return first.startsWith('{"task_id"') ? `${BEGIN_MARKER}\n${first}\n${END_MARKER}` : text
}

/** The next action that this plugin put behind a result. */
const toldAction = (text: string): NextAction | undefined => {
  const [, name] = /^nextAction: (\w+)/m.exec(text) ?? []
  return NEXT_ACTIONS.find((action) => action === name)
}
