import path from "node:path"
import type { Hooks } from "@opencode-ai/plugin"
import { asRecord } from "../../src/session/is-record.ts"
import type { HostTexts } from "../host/host-texts.ts"
import type { Agent } from "./agents.ts"
import type { Answers, Asking } from "./asking.ts"
import type { Bus } from "./bus.ts"
import { nextID } from "./ids.ts"
import type { HostProvider } from "./models.ts"
import type { AssistantInfo, Part, Stored, UserInfo } from "./stored.ts"
import type { Store } from "./store.ts"

/** Runs a hook of the plugin and waits for it, as often as the host does. */
export type Around = (hook: string, run: () => Promise<void>) => Promise<void>

export interface Skill {
  readonly name: string
  readonly description: string
  readonly location: string
  readonly content: string
}

/** One running host on a store: all that its parts share. */
export interface Instance {
  readonly project: string
  readonly dataFolder: string
  readonly texts: HostTexts
  readonly config: Record<string, unknown>
  readonly providers: readonly HostProvider[]
  readonly agents: readonly Agent[]
  readonly hooks: Hooks
  readonly around: Around
  readonly store: Store
  readonly bus: Bus
  readonly questions: Asking<Answers>
  readonly permissions: Asking<void>
  /** The project's own skills, as they stand now. */
  readonly skills: () => readonly Skill[]
  readonly log: (line: string) => void
}

export const agentOf = ({ agents }: Instance, name: string): Agent => {
  const found = agents.find((agent) => agent.name === name)
  if (!found) throw new Error(`Agent not found: "${name}".`)
  return found
}

type HookName = Exclude<keyof Hooks, "tool" | "auth" | "provider" | "event" | "config" | "dispose">

/** Hands a hook its input and what it may change. */
export const trigger = async (
  { hooks, around }: Pick<Instance, "hooks" | "around">,
  name: HookName,
  input: unknown,
  output: unknown,
): Promise<void> => {
  const hook: unknown = hooks[name]
  if (typeof hook !== "function") return
  await around(name, async () => {
    await hook(input, output)
  })
}

const publishMessage = ({ bus }: Instance, info: Stored["info"]): void =>
  bus.publish("message.updated", { sessionID: info.sessionID, info })

/** Stores a message without its parts, or what has changed of it. */
export const saveInfo = (host: Instance, info: UserInfo | AssistantInfo): void => {
  const known = host.store.messages(info.sessionID).find((one) => one.info.id === info.id)
  const parts = known?.parts ?? []
  host.store.putMessage(info.role === "user" ? { info, parts } : { info, parts })
  publishMessage(host, info)
}

export const savePart = <P extends Part>(host: Instance, part: P): P => {
  host.store.putPart(part)
  host.bus.publish("message.part.updated", {
    sessionID: part.sessionID,
    part,
    time: Date.now(),
  })
  return part
}

export const partIDs = (message: { readonly id: string; readonly sessionID: string }) => ({
  id: nextID("prt"),
  sessionID: message.sessionID,
  messageID: message.id,
})

export const touchSession = ({ store, bus }: Instance, sessionID: string): void => {
  const info = store.session(sessionID)
  info.time.updated = Date.now()
  bus.publish("session.updated", { sessionID, info })
}

/** Where the host puts what is too long to be shown. */
export const outputFolder = ({ dataFolder }: Pick<Instance, "dataFolder">): string =>
  path.join(dataFolder, "opencode/tool-output")

export const setting = ({ config }: Instance, group: string, key: string): unknown =>
  asRecord(config[group])[key]
