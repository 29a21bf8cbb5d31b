import { asRecord } from "../session/is-record.ts"
import { invokeWorkflow } from "./invoke-workflow.ts"
import type { Runtime } from "./runtime.ts"
import { isUnwritten } from "./session-state.ts"
import type { Session } from "./sessions.ts"

/** The model has loaded a skill; one that is active already it has only read again. */
export async function noteSkill(
  runtime: Runtime,
  session: Session,
  { name, callID, output }: { name: string; callID: string; output: string },
): Promise<void> {
  const { client, config, sources } = runtime
  if (!config.workflows.enabled) return
  const source = await sources.find(name, "skill")
  // Where the host does not tell its skills, it may be one: that is asked again with the next request.
  if (!source && sources.areTold("skill")) return
  const history = await client.messages(session.id)
  const caller = history?.findLast(({ parts }) =>
    parts.map(asRecord).some((part) => part["type"] === "tool" && part["callID"] === callID),
  )
  const { id } = asRecord(caller?.info)
  const message = typeof id === "string" ? id : undefined
  if (!source) {
    if (message !== undefined)
      session.invocations.push({ kind: "skill", slug: name, text: undefined, message })
    return
  }
  const text =
    [source.read() ?? "", source.text].find((known) => output.includes(known)) ?? source.text
  const start = { slug: name, text, task: "", source: "skill", message } as const
  // Without its message nobody could tell later whether it was undone meanwhile.
  if (isUnwritten(await invokeWorkflow(runtime, session, start)) && message !== undefined)
    session.invocations.push({ kind: "skill", slug: name, text, message })
}
