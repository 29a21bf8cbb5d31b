import { asRecord } from "../session/is-record.ts"
import { latestUserIndex, sameModel } from "../session/transcript.ts"
import type { ParamsInput } from "./gate.ts"
import type { PlannedRequest, Session } from "./sessions.ts"

/** A step of the session's own, or what the host asks for itself. */
export type RequestKind = "own" | "compaction" | "title"

/**
 * What a request is. The gate is told the name of an agent, which the user may have given to one of
 * their own: a compaction is one that its own hook has announced, and a title is for the prompt of
 * another agent.
 */
export function requestKind(
  { headTokens, planned }: Pick<Session, "headTokens" | "planned">,
  { agent, message, model }: ParamsInput,
): RequestKind {
  if (agent === "compaction" && headTokens !== undefined) return "compaction"
  if (agent !== "title") return "own"
  const asked = planned ? agentOf(planned) : asRecord(message)["agent"]
  const isOther =
    planned && !sameModel(planned.model, { providerID: model.providerID, modelID: model.id })
  return asked !== "title" || isOther ? "title" : "own"
}

/** Whose prompt a planned request answers. */
function agentOf({ plan }: PlannedRequest): string | undefined {
  const { messages } = plan.draft.transcript
  return messages[latestUserIndex(messages)]?.agent
}
