import type { PluginInput } from "@opencode-ai/plugin"
import type { Agent } from "@opencode-ai/sdk"
import { quote } from "../session/quote.ts"
import type { SummarizerAnswer } from "../session/summary/write-summary.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { HostMessage } from "./decode.ts"
import { createHostCommands } from "./host-commands.ts"
import type { HostCommands } from "./host-commands.ts"
import { createHostModels } from "./host-models.ts"
import type { HostModels } from "./host-models.ts"
import { SUMMARIZER_AGENT } from "./summarizer-agent.ts"
import { createToolSchemas } from "./tool-schemas.ts"
import type { ToolSchemas } from "./tool-schemas.ts"
import { apartFromHook, HOOK_WAIT_MS } from "./hook-time.ts"
import { createLookUps } from "./look-ups.ts"
import type { AskOptions } from "./look-ups.ts"
import { hasPatch } from "./raw-client.ts"
import { within } from "./within.ts"
import { asRecord, isRecord } from "../session/is-record.ts"
import { soundMessages } from "./sound-messages.ts"

/** A text part as the host stores it. */
export interface StoredText {
  readonly id: string
  readonly sessionID: string
  readonly messageID: string
  readonly type: "text"
  readonly text: string
}

/** The session that another one works for. */
export interface Parent {
  /** Undefined where it works for none. */
  readonly id: string | undefined
}

/** The model that an agent is configured with. */
export interface AgentModel {
  /** Undefined where it takes that of its caller. */
  readonly model: ModelRef | undefined
}

/**
 * The host's interface as far as we use it. Calls that fail or hang, or answer with something else
 * than was asked for, give undefined: no answer is never an empty one.
 */
export interface HostClient extends HostModels, HostCommands {
  /** Names, descriptions and schemas of the built-in and plugin tools, as they are sent. */
  readonly toolSchemas: ToolSchemas
  readonly messages: (sessionID: string) => Promise<readonly HostMessage[] | undefined>
  readonly metadata: (
    sessionID: string,
    asked?: AskOptions,
  ) => Promise<Record<string, unknown> | undefined>
  /** Whether it was stored. */
  readonly setMetadata: (
    sessionID: string,
    metadata: Record<string, unknown>,
    asked?: AskOptions,
  ) => Promise<boolean>
  /** The host has answered, when it was last asked for it, that there is no such session. */
  readonly isGone: (sessionID: string) => boolean
  readonly parent: (sessionID: string) => Promise<Parent | undefined>
  readonly agents: () => Promise<
    readonly { readonly name: string; readonly permission?: unknown }[] | undefined
  >
  /** The permissions that a session adds to those of its agents; unread. Each list of tools changes them. */
  readonly sessionRules: (sessionID: string, hasTools: boolean) => Promise<unknown>
  readonly agentModel: (agent: string) => Promise<AgentModel | undefined>
  /** Stores a text as part of a message, or replaces the one of the same id; whether it was stored. */
  readonly setPart: (part: StoredText) => Promise<boolean>
  /**
   * Compaction by the host after the current step. Its end is not awaited, it would wait for itself:
   * whether the host has not refused it at once.
   */
  readonly queueCompaction: (sessionID: string, model: ModelRef) => Promise<boolean>
  /** A child session for our own agent; its id. */
  readonly createChild: (parentID: string) => Promise<string | undefined>
  /** Has our agent answer in a child session; it may take as long as it likes. */
  readonly prompt: (
    childID: string,
    model: ModelRef,
    text: string,
  ) => Promise<SummarizerAnswer | "aborted" | undefined>
  readonly abort: (sessionID: string) => Promise<unknown>
  /** Whether the session is gone. */
  readonly remove: (sessionID: string) => Promise<boolean>
  readonly toast: (message: string, variant: "info" | "warning" | "error") => void
  readonly log: (message: string) => void
}

export function createHostClient(client: PluginInput["client"]): HostClient {
  const lookUp = createLookUps({ afterFailureMs: AFTER_FAILURE_MS })
  // What fails at once costs no time, and of a session it is better to know.
  const lookUpSession = createLookUps({ afterFailureMs: 0 })
  const parents = new Map<string, Parent>()
  const sessionRules = new Map<string, unknown>()
  let agents: readonly Agent[] | undefined

  // They change with a restart alone, and no host is without any.
  const readAgents = async (): Promise<readonly Agent[] | undefined> =>
    (agents ??= await lookUp("agents", async () => {
      const { data } = await client.app.agents()
      return Array.isArray(data) && data.length > 0 ? data : undefined
    }))

  const gone = new Set<string>()
  /** What was found out earlier is not known any more. */
  const askOf = async <T>(sessionID: string, ask: () => Promise<T>): Promise<T> => {
    gone.delete(sessionID)
    const answer = await ask()
    if (isNotFound(answer)) gone.add(sessionID)
    return answer
  }

  /** A host that answers with another session, or with nothing at all, has not answered. */
  const readSession = async (
    sessionID: string,
    asked?: AskOptions,
  ): Promise<Record<string, unknown> | undefined> => {
    const ask = () => client.session.get({ path: { id: sessionID } })
    const read = async (): Promise<Record<string, unknown> | undefined> => {
      const session = asRecord((await askOf(sessionID, ask)).data)
      return session["id"] === sessionID ? session : undefined
    }
    return lookUpSession(`session ${sessionID}`, read, asked)
  }

  return {
    ...createHostModels(() =>
      lookUp("providers", async () => {
        const providers = (await client.config.providers()).data?.providers
        return Array.isArray(providers) ? providers : undefined
      }),
    ),
    toolSchemas: createToolSchemas(({ providerID: provider, modelID: model }) =>
      lookUp(`tools of ${provider}/${model}`, async () => {
        const { data } = await client.tool.list({ query: { provider, model } })
        // A host without any tool is none that has answered.
        return Array.isArray(data) && data.length > 0 ? data : undefined
      }),
    ),
    async createChild(parentID) {
      const body = { parentID, title: "Summary for the context compaction" }
      let isLate = false
      const answer = await lookUp("a child session", async () => {
        const { data } = await client.session.create({ body })
        // Nobody waits for it any more, and nobody else would delete it.
        if (isLate && data) await client.session.delete({ path: { id: data.id } })
        return data
      })
      isLate = answer === undefined
      return typeof answer?.id === "string" ? answer.id : undefined
    },
    async prompt(childID, model, text) {
      const body = { agent: SUMMARIZER_AGENT, model, parts: [{ type: "text" as const, text }] }
      const { data } = await apartFromHook(() =>
        client.session.prompt({ path: { id: childID }, body }),
      )
      // The host is about to exit, or somebody has looked for the child and stopped it.
      if (data?.info.error?.name === "MessageAbortedError") return "aborted"
      // An answer that was cut off is none, and only some hosts make an error of one that broke off.
      if (!data || data.info.error || data.info.finish !== "stop") return undefined
      const { tokens } = data.info
      return {
        text: data.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n"),
        prompt: tokens.input + tokens.cache.read + tokens.cache.write,
        output: tokens.output + tokens.reasoning,
      }
    },
    abort: (sessionID) => unawaited(() => client.session.abort({ path: { id: sessionID } })),
    async remove(sessionID) {
      const answer = await unawaited(() => client.session.delete({ path: { id: sessionID } }))
      return answer?.data === true || isNotFound(answer)
    },
    async messages(sessionID) {
      const ask = () => client.session.messages({ path: { id: sessionID } })
      const read = async (): Promise<readonly HostMessage[] | undefined> => {
        const { data } = await askOf(sessionID, ask)
        return Array.isArray(data) ? soundMessages(data) : undefined
      }
      // A long session's whole history is read from the host's database.
      return lookUpSession(`messages of ${sessionID}`, read, { mostMs: HOOK_WAIT_MS })
    },
    async metadata(sessionID, asked) {
      const session = await readSession(sessionID, asked)
      // The v1 types leave `metadata` out; the host sends it, or nothing where nobody has set any.
      const metadata = session && (session["metadata"] ?? {})
      return isRecord(metadata) ? metadata : undefined
    },
    isGone: (sessionID) => gone.has(sessionID),
    async parent(sessionID) {
      const known = parents.get(sessionID)
      const session = known ? undefined : await readSession(sessionID)
      if (!session) return known
      const { parentID: id } = session
      const parent = { id: typeof id === "string" ? id : undefined }
      parents.set(sessionID, parent)
      return parent
    },
    async sessionRules(sessionID, hasTools) {
      if (!hasTools && sessionRules.has(sessionID)) return sessionRules.get(sessionID)
      const session = await readSession(sessionID)
      if (session) sessionRules.set(sessionID, session["permission"])
      return session?.["permission"]
    },
    ...createHostCommands(client),
    agents: readAgents,
    async agentModel(name) {
      const all = await readAgents()
      return all && { model: all.find((agent) => agent.name === name)?.model }
    },
    async setMetadata(sessionID, metadata, asked) {
      // The v1 types leave `metadata` out; the host takes it.
      const body: { title?: string; metadata: Record<string, unknown> } = { metadata }
      const answer = await lookUpSession(
        `metadata of ${sessionID}`,
        () => client.session.update({ path: { id: sessionID }, body }),
        // Given up before the host has stored it, it would overwrite what is written next.
        { mostMs: WRITE_WAIT_MS, ...asked },
      )
      // An answer without a body comes as an empty object.
      return asRecord(answer?.data)["id"] === sessionID
    },
    async setPart(part) {
      // The v1 client has no method of its own for it.
      const { _client: raw }: { readonly _client?: unknown } = asRecord(client)
      const answer = await lookUpSession(`a part of ${part.messageID}`, async () =>
        hasPatch(raw)
          ? raw.patch({
              url: "/session/{id}/message/{messageID}/part/{partID}",
              path: { id: part.sessionID, messageID: part.messageID, partID: part.id },
              body: part,
              headers: { "Content-Type": "application/json" },
            })
          : undefined,
      )
      return asRecord(asRecord(answer)["data"])["id"] === part.id
    },
    async queueCompaction(sessionID, { providerID, modelID }) {
      // `auto` makes the run go on afterwards; the v1 types leave it out.
      const body = { providerID, modelID, auto: true }
      const refused = async (): Promise<boolean> => {
        try {
          const answer = await client.session.summarize({ path: { id: sessionID }, body })
          return answer.error !== undefined
        } catch {
          return true
        }
      }
      return (await within(() => apartFromHook(refused), REFUSAL_MS)) !== true
    },
    toast: (message, variant) =>
      quietly(() =>
        client.tui.showToast({
          body: { title: "Staged compaction", message: shown(message, LONGEST_TOAST), variant },
        }),
      ),
    log: (message) =>
      quietly(() =>
        client.app.log({
          body: {
            service: "staged-compaction",
            level: "error",
            message: shown(message, LONGEST_LOG),
          },
        }),
      ),
  }
}

/** Characters. */
const LONGEST_TOAST = 3_000
const LONGEST_LOG = 8_000

/** A terminal shows it: whatever names and errors it tells of, nothing in it is obeyed. */
const shown = (message: string, characters: number): string =>
  quote(message, { characters, keepsSpace: true })

const isNotFound = (answer: unknown): boolean =>
  asRecord(asRecord(answer)["response"])["status"] === 404

/** Nobody waits for it: it takes no hook's time. */
const unawaited = <T>(call: () => Promise<T>): Promise<T | undefined> =>
  within(() => apartFromHook(call))

const quietly = (call: () => Promise<unknown>): void => void unawaited(call)

/** A hook waits for less; nobody else writes meanwhile. Milliseconds. */
const WRITE_WAIT_MS = 15_000

/** A host that refuses a compaction says so before it works on anything. */
const REFUSAL_MS = 250

/** The host's configuration is not asked for again for so long after a look-up that failed at once. */
const AFTER_FAILURE_MS = 5_000
