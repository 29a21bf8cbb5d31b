import { asRecord } from "../session/is-record.ts"
import { invokeWorkflow } from "./invoke-workflow.ts"
import type { Runtime } from "./runtime.ts"
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
  if (!source) return
  const history = await client.messages(session.id)
  const caller = history?.findLast(({ parts }) =>
    parts.map(asRecord).some((part) => part["type"] === "tool" && part["callID"] === callID),
  )
  const { id: message } = asRecord(caller?.info)
  await invokeWorkflow(runtime, session, {
    slug: name,
    text: [source.read() ?? "", source.text].find((text) => output.includes(text)) ?? source.text,
    task: "",
    source: "skill",
    message: typeof message === "string" ? message : undefined,
  })
}
