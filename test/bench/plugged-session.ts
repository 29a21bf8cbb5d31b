import { sessionID } from "./history.ts"
import type { HostMessage } from "./history.ts"
import { spentOn } from "./spent.ts"
import type { Spent } from "./spent.ts"
import { createStandInClient } from "./stand-in-client.ts"
import type { Limit } from "./stand-in-client.ts"

/** The built plugin in one session, driven through its hooks as the host does it. */
export interface PluggedSession {
  /** Time in the hooks of one request; the messages are rewritten in place. */
  readonly request: (messages: HostMessage[]) => Promise<Spent>
  /** Time to take in a system text. */
  readonly system: (text: string) => Promise<Spent>
}

export interface SessionOptions {
  readonly limit: Limit
  /** Models that the host knows. */
  readonly models: readonly string[]
  readonly options?: Readonly<Record<string, unknown>>
}

type Hook<Input, Output> = (input: Input, output: Output) => Promise<void>

/** The built plugin as far as it is driven here, with what it reads of its arguments. */
interface BuiltPlugin {
  readonly server: (
    input: { readonly client: object; readonly directory: string },
    options: Readonly<Record<string, unknown>>,
  ) => Promise<{
    readonly "chat.message": Hook<{ sessionID: string }, { message: object; parts: object[] }>
    readonly "experimental.chat.messages.transform": Hook<object, { messages: HostMessage[] }>
    readonly "experimental.chat.system.transform": Hook<{ sessionID: string }, { system: string[] }>
    readonly "chat.params": Hook<
      { sessionID: string; agent: string; model: { limit: Limit } },
      { maxOutputTokens: number | undefined }
    >
  }>
}

export const pluginEntry = new URL("../../../dist/index.js", import.meta.url)

const systemText = "You are a coding agent. Follow the conventions of the project. ".repeat(300)

/** Resolves when the tokenizer is loaded: a host's user waits for that once, with the first message. */
export async function openSession({
  limit,
  models,
  options = {},
}: SessionOptions): Promise<PluggedSession> {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the entry is built, so the compiler does not see it
  const { default: plugin } = (await import(pluginEntry.href)) as { default: BuiltPlugin }
  const faults: string[] = []
  const client = createStandInClient({ limit, models, faults })
  const hooks = await plugin.server({ client, directory: "/project" }, options)
  const timed = async (run: () => Promise<void>): Promise<Spent> => {
    const spent = await spentOn(run)
    // The plugin's hooks never fail; a fault would only show as a request that passed at once.
    if (faults[0] !== undefined) throw new Error(`The plugin reported: ${faults[0]}`)
    return spent
  }
  const system = (text: string): Promise<void> =>
    hooks["experimental.chat.system.transform"]({ sessionID }, { system: [text] })

  await timed(() => hooks["chat.message"]({ sessionID }, { message: {}, parts: [] }))
  await timed(() => system(""))
  return {
    request: (messages) =>
      timed(async () => {
        const last = messages.at(-1)
        if (last?.info.role === "user")
          await hooks["chat.message"]({ sessionID }, { message: last.info, parts: last.parts })
        await hooks["experimental.chat.messages.transform"]({}, { messages })
        await system(systemText)
        await hooks["chat.params"](
          { sessionID, agent: "build", model: { limit } },
          { maxOutputTokens: limit.output },
        )
      }),
    system: (text) => timed(() => system(text)),
  }
}
