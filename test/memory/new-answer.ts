import { nextID } from "./ids.ts"
import { saveInfo } from "./instance.ts"
import type { Instance } from "./instance.ts"
import type { HostModel } from "./models.ts"
import { noTokens } from "./stored.ts"
import type { AssistantInfo, UserInfo } from "./stored.ts"

/** The row of an answer that is still to come. */
export const newAnswer = (
  host: Instance,
  {
    user,
    agent,
    model,
    summary,
  }: {
    readonly user: UserInfo
    readonly agent: string
    readonly model: Pick<HostModel, "id" | "providerID">
    readonly summary?: true
  },
): AssistantInfo => {
  const info: AssistantInfo = {
    id: nextID("msg"),
    parentID: user.id,
    role: "assistant",
    mode: agent,
    agent,
    path: { cwd: host.project, root: host.project },
    ...(summary && { summary }),
    cost: 0,
    tokens: noTokens(),
    modelID: model.id,
    providerID: model.providerID,
    time: { created: Date.now() },
    sessionID: user.sessionID,
  }
  saveInfo(host, info)
  return info
}
