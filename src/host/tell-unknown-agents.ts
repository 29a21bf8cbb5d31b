import { unknownAgentToast } from "../dispatch/prompt/prompt-texts.ts"
import type { Runtime } from "./runtime.ts"

/** An agent that is named in a role and does not exist would silently have none. */
export async function tellUnknownAgents({ client, config, notifyOnce }: Runtime): Promise<void> {
  const known = await client.agents()
  if (!known) return
  for (const [role, { agents }] of Object.entries(config.dispatch.roles))
    for (const agent of agents)
      if (!known.some(({ name }) => name === agent))
        notifyOnce(`agent ${agent}`, unknownAgentToast({ role, agent }))
}
