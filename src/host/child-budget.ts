import { factorOf } from "../session/model-profile.ts"
import { MESSAGE_FRAME } from "../session/meter.ts"
import { modelName } from "../session/transcript.ts"
import type { ModelRef } from "../session/transcript.ts"
import { assumedSystem, assumedTools } from "./assumed-sizes.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"

/** Counted tokens that a prompt to a sub-agent may have, from its own model's limits. */
export interface ChildBudget {
  readonly limit: number
  /** Down to here a prompt over the limit is compacted, so that the sub-agent has room to work. */
  readonly target: number
}

/** The window of the sub-agent's model less its system text and tools, as last seen or assumed. */
export async function childBudget(
  runtime: Runtime,
  session: Session,
  { agent, model }: { readonly agent: string; readonly model: ModelRef },
): Promise<ChildBudget> {
  const { client, meter, models, sessions } = runtime
  const name = modelName(model)
  const budget = sessionBudget(runtime, {
    model,
    limits: await client.limits(model),
    transcript: { sessionID: "", directory: runtime.directory, messages: [] },
  })
  const schemas = await client.toolSchemas(model)
  const tools = schemas === undefined ? assumedTools(budget.limit) : meter.repeated(schemas)
  // The same project has the same instructions: that of its parent is the best guess.
  const system = sessions.systemOf(agent) ?? session.sentSystem ?? assumedSystem(budget.limit)
  const around = system + tools + MESSAGE_FRAME
  const factor = factorOf(models.get(name), model.modelID)
  const counted = (tokens: number): number => Math.floor(tokens / factor - around)
  return { limit: counted(budget.limit), target: counted(budget.target) }
}
