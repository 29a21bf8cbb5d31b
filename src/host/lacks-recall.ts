import { z } from "zod"
import { asRecord, isRecord } from "../session/is-record.ts"
import { RECALL_TOOL } from "./allow-recall.ts"
import { deniesTool } from "./denies-tool.ts"
import type { HostClient } from "./host-client.ts"

const rulesSchema = z.array(
  z.object({ permission: z.string(), pattern: z.string(), action: z.string() }),
)

/**
 * Whether the next request of a session has no tool to recall with. The host tells no hook which
 * tools a request has, but all that decides it: the message's own list, and the rules of its agent
 * and session. What it does not tell counts as allowed.
 */
export async function lacksRecall(
  client: Pick<HostClient, "agents" | "sessionRules">,
  /** Undefined where it is still to begin. */
  sessionID: string | undefined,
  message: unknown,
): Promise<boolean> {
  const { agent, tools } = asRecord(message)
  const { [RECALL_TOOL]: own, "*": every } = asRecord(tools)
  if (own === false || (own !== true && every === false)) return true
  const [agents, added] = await Promise.all([
    client.agents(),
    sessionID === undefined ? undefined : client.sessionRules(sessionID, isRecord(tools)),
  ])
  const its = agents?.find(({ name }) => name === agent)?.permission
  return deniesTool(
    [its, added].flatMap((some) => rulesSchema.safeParse(some).data ?? []),
    RECALL_TOOL,
  )
}
