import type { Config } from "../config.ts"
import { BEGIN_MARKER, END_MARKER } from "../dispatch/contract.ts"
import { NEXT_ACTIONS } from "../dispatch/next-action.ts"
import type { NextAction } from "../dispatch/next-action.ts"
import { statedTaskID } from "../dispatch/next-task-id.ts"
import type { DispatchTrace, TraceStep } from "../dispatch/parity.ts"
import { readTaskOutput } from "../dispatch/task-output.ts"
import type { RecordedSession } from "../replay/recorded-session.ts"
import { asRecord } from "../session/is-record.ts"
import { roleOf } from "./dispatch-role.ts"

/** The dispatches to agents of roles that a session holds, oldest first, with their answers. */
export function recordedDispatches(session: RecordedSession, config: Config): DispatchTrace {
  const answers = backgroundAnswers(session)
  const steps: TraceStep[] = []
  let open: string | undefined
  for (const { parts } of session.messages)
    for (const part of parts) {
      const { type, tool, state } = asRecord(part)
      const { status, input, output } = asRecord(state)
      const { prompt, subagent_type: agent } = asRecord(input)
      if (type !== "tool" || tool !== "task" || status !== "completed") continue
      if (typeof prompt !== "string" || typeof agent !== "string") continue
      const role = roleOf(config, agent)
      const answer = readTaskOutput(String(output))
      const text = answer?.state === "running" ? answers.get(answer.child) : answer?.text
      if (!role || text === undefined) continue
      const taskID = statedTaskID(prompt) ?? open ?? `task-${steps.length + 1}`
      // A review ends a task that nobody named.
      open = role.like === "reviewer" ? undefined : taskID
      const result = asAnswered(text)
      steps.push({
        role: role.name,
        like: role.like,
        taskID,
        prompt,
        result,
        told: toldAction(text),
      })
    }
  return { run: session.name, steps }
}

/** The next action that this plugin put behind a result. */
const toldAction = (text: string): NextAction | undefined => {
  const [, name] = /^nextAction: (\w+)/m.exec(text) ?? []
  return NEXT_ACTIONS.find((action) => action === name)
}

/** By the sessions of the sub-agents. */
function backgroundAnswers({ messages }: RecordedSession): ReadonlyMap<string, string> {
  const texts = messages.flatMap(({ parts }) =>
    parts.flatMap((part) => {
      const { type, synthetic, text } = asRecord(part)
      const answer = type === "text" && synthetic === true && readTaskOutput(String(text))
      return answer ? [[answer.child, answer.text] as const] : []
    }),
  )
  return new Map(texts)
}

/** With this plugin a session holds the result alone: it was a block once. */
function asAnswered(text: string): string {
  const first = text.split("\n", 1)[0] ?? ""
  return first.startsWith('{"task_id"') ? `${BEGIN_MARKER}\n${first}\n${END_MARKER}` : text
}
