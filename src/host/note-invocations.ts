import { asRecord } from "../session/is-record.ts"
import { findActive } from "../workflow/find-active.ts"
import { validRecords } from "../workflow/read-workflows.ts"
import { DISPATCH_LINE, notDispatchedToast } from "../workflow/texts.ts"
import type { Runtime } from "./runtime.ts"
import type { PendingCommand, Session } from "./sessions.ts"

/** More commands than these do not wait for their prompts; what is older has failed. */
const MOST_PENDING = 8

/** A slash command is about to become a prompt, of this session or of a sub-agent. */
export async function noteCommand(
  { config, sources }: Runtime,
  session: Session,
  command: { readonly name: string; readonly typed: string; readonly parts: readonly unknown[] },
): Promise<void> {
  if (!config.workflows.enabled) return
  const source = await sources.find(command.name)
  if (!source) return
  session.commands.push({
    slug: command.name,
    text: source.text,
    task: command.typed.trim(),
    // Other plugins may still change them.
    parts: command.parts,
  })
  session.commands.splice(0, session.commands.length - MOST_PENDING)
}

/** Other plugins may put something around a prompt; a text of so many characters is known again in it. */
const UNMISTAKABLE = 40

export interface Prompt {
  readonly message: string
  readonly text: string
}

/** A prompt has come: it may be a command that was noted, or a task that another session dispatched. */
export async function notePrompt(
  runtime: Runtime,
  session: Session,
  { message, text }: Prompt,
): Promise<void> {
  if (session.workflows) session.workflows = { ...session.workflows, isFresh: false }
  const command = takeCommand(session, "text", text)
  if (command) session.invocations.push({ kind: "command", message, command })
  else await noteDispatch(runtime, session, { message, text })
}

/** A command and its prompt find each other by the text that the one became. */
function takeCommand(
  { commands }: Session,
  as: "text" | "subtask",
  text: string,
): PendingCommand | undefined {
  const at = commands.findIndex(({ parts }) => {
    const prompt = promptOf(parts, as)
    if (prompt === "") return false
    // Attached files stand behind it, as texts of their own.
    const begins = `${text.trim()}\n`.startsWith(`${prompt}\n`)
    return begins || (prompt.length >= UNMISTAKABLE && text.includes(prompt))
  })
  return at < 0 ? undefined : commands.splice(at, 1)[0]
}

const promptOf = (parts: readonly unknown[], as: "text" | "subtask"): string =>
  parts
    .map(asRecord)
    .flatMap(({ type, text, prompt }) =>
      type === as ? [String(as === "text" ? text : prompt)] : [],
    )
    .join("\n")
    .trim()

async function noteDispatch(
  { client, config, sessions, state }: Runtime,
  session: Session,
  { message, text }: Prompt,
): Promise<void> {
  const [, name] = DISPATCH_LINE.exec(text) ?? []
  if (!config.workflows.enabled || (name === undefined && !sessions.areDispatching())) return
  const parentID = await client.parent(session.id)
  if (parentID === undefined) return
  const command = takeCommand(sessions.get(parentID), "subtask", text)
  if (command) {
    session.invocations.push({ kind: "command", message, command })
    return
  }
  if (name === undefined) return
  const stored = await state.read(parentID)
  const found = findActive(stored ? validRecords(stored.workflows) : [], name)
  if (found.ok) session.invocations.push({ kind: "dispatch", message, record: found.record })
  else client.toast(notDispatchedToast(name), "warning")
}
