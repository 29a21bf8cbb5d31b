import type { Hooks } from "@opencode-ai/plugin"
import type { ChildSessions } from "../../src/host/child-sessions.ts"
import { createHooks } from "../../src/host/hooks.ts"
import { createModelStore } from "../../src/host/model-store.ts"
import { createSessions } from "../../src/host/sessions.ts"
import { createFakeChildren } from "../host-unit/fake-children.ts"
import { hostModel } from "./host-messages.ts"
import { planning } from "./planning.ts"
import type { PlanningOptions } from "./planning.ts"

type Hook = Exclude<keyof Hooks, "tool" | "auth" | "provider">

/** All hooks over a host in memory; ses_child is a child of ours, of which calls are noted. */
export const hooked = (given: PlanningOptions = {}) => {
  const scene = planning({ options: {}, ...given })
  const children: string[] = []
  const noted: Partial<ChildSessions> = {
    has: (id) => id === "ses_child",
    retried: (id, attempt) => void children.push(`retried ${id} ${attempt}`),
    stepped: (id) => void children.push(`stepped ${id}`),
    removeOrphans: async () => void children.push("remove orphans"),
    close: async () => void children.push("close"),
  }
  Object.assign(scene.runtime, { children: createFakeChildren(noted) })
  let hooks = createHooks(scene.runtime)
  const run = async (name: Hook, ...args: readonly unknown[]): Promise<void> => {
    const hook = hooks[name]
    if (typeof hook !== "function") throw new Error(`There is no hook ${name}`)
    // oxlint-disable-next-line no-unsafe-type-assertion -- each test gives what the hook reads
    await (hook as (...all: readonly unknown[]) => Promise<void>)(...args)
  }
  return {
    ...scene,
    hooks,
    children,
    run,
    /** What another process finds: only what was stored. */
    restart: (): void => {
      const { folder } = scene.runtime
      const sessions = createSessions({ folder, onMemoryOnly: () => {} })
      Object.assign(scene.runtime, { sessions, models: createModelStore({ folder }) })
      hooks = createHooks(scene.runtime)
    },
    event: (type: string, properties: object) => run("event", { event: { type, properties } }),
    /** A prompt of the user's, with these texts. */
    say: (message: string, ...texts: readonly string[]) =>
      run(
        "chat.message",
        { sessionID: "ses_1" },
        { message: { id: message }, parts: texts.map((text) => ({ type: "text", text })) },
      ),
    params: (agent = "build", sessionID = "ses_1") => {
      const { limits = { context: 11_000, output: 1_000 } } = given
      const model = { id: hostModel.modelID, providerID: hostModel.providerID, limit: limits }
      return run(
        "chat.params",
        { sessionID, agent, model },
        { temperature: 0, topP: 1, topK: 0, maxOutputTokens: 1_000, options: {} },
      )
    },
  }
}
