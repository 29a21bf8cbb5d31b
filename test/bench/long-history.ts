import { createHistory } from "./history.ts"
import type { History, HostMessage } from "./history.ts"
import type { LongSession } from "./long-sessions.ts"
import type { SourceFile } from "./source-files.ts"

/** Lines of each file that a session works with: a step of about 400 tokens. */
const LINES = 16

interface LongHistory extends Omit<History, "addStep"> {
  readonly addAnswer: (prompt: number) => void
}

/** A history of this many messages, which grows by one answer at a time. */
export function createLongHistory(
  files: readonly SourceFile[],
  modelID: string,
  { messages: count, calls }: LongSession,
): LongHistory {
  const short = files.map((file) => ({ ...file, lines: file.lines.slice(0, LINES) }))
  const { messages, addStep, addUser } = createHistory({ files: short, characters: 1, modelID })
  const addAnswer = (prompt: number): void => {
    const start = messages.length
    for (let call = 0; call < calls; call++) addStep(prompt)
    const added = messages.splice(start)
    messages.push(...joined(added), ...added.filter(({ info }) => info.role === "user").slice(0, 1))
  }
  while (messages.length < count) addAnswer(1)
  return { messages, addAnswer, addUser }
}

/** The answers among these messages as one. */
function joined(messages: readonly HostMessage[]): HostMessage[] {
  const answers = messages.filter(({ info }) => info.role === "assistant")
  return answers.slice(0, 1).map(({ info }) => ({
    info,
    parts: answers.flatMap(({ parts }) => parts),
  }))
}
