import { findDispatched } from "./find-dispatched.ts"
import type { Prompt } from "./find-dispatched.ts"
import type { Runtime } from "./runtime.ts"
import type { PendingInvocation, Session } from "./sessions.ts"
import { takeCommand } from "./take-command.ts"

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
  // Where the host does not tell its commands, any may be one: that is asked again with its request.
  if (!source && sources.areTold("command")) return
  session.commands.push({
    slug: command.name,
    text: source?.text,
    task: command.typed.trim(),
    // Other plugins may still change them.
    parts: command.parts,
  })
  session.commands.splice(0, session.commands.length - MOST_PENDING)
}

/** A prompt has come: it may be a command that was noted, or a task that another session dispatched. */
export async function notePrompt(
  runtime: Runtime,
  session: Session,
  { message, text }: Prompt,
): Promise<void> {
  if (session.workflows) session.workflows = { ...session.workflows, isFresh: false }
  const command = takeCommand(session, "text", text)
  const invocation: PendingInvocation | undefined = command
    ? { kind: "command", message, command }
    : await findDispatched(runtime, session, { message, text })
  if (invocation) session.invocations.push(invocation)
}
