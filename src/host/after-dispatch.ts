import { readTaskOutput } from "../dispatch/wave/task-output.ts"
import type { TaskOutput } from "../dispatch/wave/task-output.ts"
import { asRecord, isRecord } from "../session/is-record.ts"
import { backgroundOutput } from "./background-output.ts"
import { DispatchRefusedError } from "./dispatch-refused-error.ts"
import { noteFailure } from "./note-failure.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { settleResult } from "./settle-result.ts"
import { isCommandPart } from "./task-calls.ts"

/** What the host uses of a sub-agent that works on while its parent does. */
const WORKING = "running"

/**
 * Reads and caps what a sub-agent returned, in place.
 *
 * @throws {DispatchRefusedError} where its answer could not be used for the second time.
 */
export async function afterDispatch(
  runtime: Runtime,
  session: Session,
  { callID, result }: { readonly callID: string; readonly result: unknown },
): Promise<void> {
  const call = runtime.tasks.find(session.id, callID, "running")
  if (!isRecord(result)) return noteFailure(runtime, session, call)
  const raw = String(result["output"])
  const output = readTaskOutput(raw) ?? bare(raw)
  if (output.state === WORKING) return
  const { child } = output
  await runtime.tokens.ready()
  const isCut = output.isCut || asRecord(result["metadata"])["truncated"] === true
  const text = isCut ? await wholeAnswer(runtime, output) : output.text
  // A part is not the answer: the parent has what the host left of it, and its task is unfinished.
  if (text === undefined) return noteFailure(runtime, session, call)
  const settled = settleResult(runtime, session, { call, child, text, shown: output.text })
  // The host has no error to show for a command that is stopped here.
  if (settled.isTerminal && !isCommandPart(callID)) throw new DispatchRefusedError(settled.text)
  if (settled.text !== output.text) result["output"] = output.replace(settled.text)
}

/** Another plugin may have taken the host's words away. */
const bare = (text: string): TaskOutput => ({
  child: "",
  state: "completed",
  text,
  isCut: false,
  replace: (other) => other,
})

/**
 * The host cuts long results before anybody sees them: the sub-agent's session has all of it. Undefined
 * where the host does not answer; where there is no answer in that session, what it left counts.
 */
async function wholeAnswer(
  { client }: Runtime,
  { child, text }: TaskOutput,
): Promise<string | undefined> {
  const messages = await client.messages(child)
  const texts = messages?.flatMap(({ info, parts }) =>
    asRecord(info)["role"] === "assistant"
      ? parts.map(asRecord).flatMap(({ type, text: said }) => (type === "text" ? [said] : []))
      : [],
  )
  if (!texts) return undefined
  const said = texts.at(-1)
  return typeof said === "string" ? said : text
}

/** The same for one that worked in the background: its answer comes as a prompt. */
export async function afterBackground(
  runtime: Runtime,
  session: Session,
  parts: readonly unknown[],
): Promise<void> {
  for (const part of parts) {
    const output = backgroundOutput(part)
    const call = output && runtime.tasks.ofChild(session.id, output.child)
    if (!isRecord(part) || !call || call.state === "ended") continue
    if (output.state === "completed") {
      // oxlint-disable-next-line no-await-in-loop -- a message has one answer
      await runtime.tokens.ready()
      const answer = { ...output, call, shown: output.text }
      part["text"] = output.replace(settleResult(runtime, session, answer).text)
    } else noteFailure(runtime, session, call)
  }
}
