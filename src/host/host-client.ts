import type { PluginInput } from "@opencode-ai/plugin"
import type { Agent } from "@opencode-ai/sdk"
import { z } from "zod"
import type { ModelLimits } from "../session/budget.ts"
import type { TokenPrices } from "../session/summary/prices.ts"
import type { SummarizerAnswer } from "../session/summary/write-summary.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { HostMessage } from "./decode.ts"
import { SUMMARIZER_AGENT } from "./summarizer-agent.ts"
import { within } from "./within.ts"
import { asRecord } from "../session/is-record.ts"

/** A text part as the host stores it. */
export interface StoredText {
  readonly id: string
  readonly sessionID: string
  readonly messageID: string
  readonly type: "text"
  readonly text: string
}

const skillSchema = z.object({
  name: z.string(),
  description: z.string().default(""),
  /** Its file, or a mark of what is built in. */
  location: z.string(),
  content: z.string(),
})
export type Skill = z.output<typeof skillSchema>

const commandSchema = z.object({
  name: z.string(),
  description: z.string().nullish(),
  /** Where it comes from; the host lists skills among its commands. */
  source: z.string().optional(),
  /** Of a server's prompts there is none. */
  template: z.string(),
})
export type Command = z.output<typeof commandSchema>

/** The host's interface as far as we use it. Calls that fail or hang give undefined. */
export interface HostClient {
  readonly limits: (model: ModelRef) => Promise<ModelLimits | undefined>
  /** Names, descriptions and schemas of the built-in and plugin tools, as they are sent. */
  readonly toolSchemas: (model: ModelRef) => Promise<string>
  readonly messages: (sessionID: string) => Promise<readonly HostMessage[] | undefined>
  readonly metadata: (sessionID: string) => Promise<Record<string, unknown> | undefined>
  /** Whether it was stored. */
  readonly setMetadata: (sessionID: string, metadata: Record<string, unknown>) => Promise<boolean>
  /** The session that this one works for. */
  readonly parent: (sessionID: string) => Promise<string | undefined>
  readonly agents: () => Promise<readonly { readonly name: string }[] | undefined>
  /** The model that an agent is configured with; undefined where it takes that of its caller. */
  readonly agentModel: (agent: string) => Promise<ModelRef | undefined>
  readonly commands: () => Promise<readonly Command[] | undefined>
  readonly skills: () => Promise<readonly Skill[] | undefined>
  /** Stores a text as part of a message, or replaces the one of the same id. */
  readonly setPart: (part: StoredText) => Promise<unknown>
  /** Compaction by the host after the current step; not awaited, it would wait for itself. */
  readonly queueCompaction: (sessionID: string, model: ModelRef) => void
  readonly prices: (model: ModelRef) => Promise<TokenPrices | undefined>
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
  const limits = new Map<string, ModelLimits>()
  const prices = new Map<string, TokenPrices>()
  const schemas = new Map<string, Promise<string>>()
  let agents: readonly Agent[] | undefined

  // They change with a restart alone.
  const readAgents = async (): Promise<readonly Agent[] | undefined> =>
    (agents ??= (await within(() => client.app.agents()))?.data)

  const readModels = async (): Promise<void> => {
    const answer = await within(() => client.config.providers())
    for (const provider of answer?.data?.providers ?? [])
      for (const [id, model] of Object.entries(provider.models)) {
        limits.set(`${provider.id}/${id}`, model.limit)
        const known = readPrices(model)
        if (known) prices.set(`${provider.id}/${id}`, known)
      }
  }

  return {
    async limits({ providerID, modelID }) {
      const key = `${providerID}/${modelID}`
      if (!limits.has(key)) await readModels()
      return limits.get(key)
    },
    async prices({ providerID, modelID }) {
      const key = `${providerID}/${modelID}`
      if (!limits.has(key)) await readModels()
      return prices.get(key)
    },
    async createChild(parentID) {
      const body = { parentID, title: "Summary for the context compaction" }
      return (await within(() => client.session.create({ body })))?.data?.id
    },
    async prompt(childID, model, text) {
      const body = { agent: SUMMARIZER_AGENT, model, parts: [{ type: "text" as const, text }] }
      const { data } = await client.session.prompt({ path: { id: childID }, body })
      // The host is about to exit, or somebody has looked for the child and stopped it.
      if (data?.info.error?.name === "MessageAbortedError") return "aborted"
      // An answer that was cut off is none.
      if (!data || data.info.error || data.info.finish === "length") return undefined
      const { tokens } = data.info
      return {
        text: data.parts.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n"),
        prompt: tokens.input + tokens.cache.read + tokens.cache.write,
        output: tokens.output + tokens.reasoning,
      }
    },
    abort: (sessionID) => within(() => client.session.abort({ path: { id: sessionID } })),
    async remove(sessionID) {
      const answer = await within(() => client.session.delete({ path: { id: sessionID } }))
      return answer?.data === true || answer?.response?.status === 404
    },
    async toolSchemas({ providerID, modelID }) {
      const key = `${providerID}/${modelID}`
      const known = schemas.get(key)
      if (known) return known
      const asked = within(() =>
        client.tool.list({ query: { provider: providerID, model: modelID } }),
      ).then((answer) =>
        (answer?.data ?? [])
          .map(({ id, description, parameters }) =>
            JSON.stringify({ type: "function", function: { name: id, description, parameters } }),
          )
          .join("\n"),
      )
      schemas.set(key, asked)
      const text = await asked
      if (text === "") schemas.delete(key)
      return text
    },
    messages: async (sessionID) =>
      (
        await within(
          () => client.session.messages({ path: { id: sessionID } }),
          MESSAGES_TIMEOUT_MS,
        )
      )?.data,
    async metadata(sessionID) {
      const answer = await within(() => client.session.get({ path: { id: sessionID } }))
      if (!answer?.data) return undefined
      // The v1 types leave `metadata` out; the host sends it.
      return asRecord(asRecord(answer.data)["metadata"])
    },
    parent: async (sessionID) =>
      (await within(() => client.session.get({ path: { id: sessionID } })))?.data?.parentID,
    agents: readAgents,
    agentModel: async (name) => (await readAgents())?.find((agent) => agent.name === name)?.model,
    async commands() {
      const answer = await within(() => client.command.list())
      return answer?.data?.flatMap((command: unknown) => {
        const parsed = commandSchema.safeParse(command)
        return parsed.success ? [parsed.data] : []
      })
    },
    async skills() {
      // The v1 client has no method of its own for it.
      const { _client: raw }: { readonly _client?: unknown } = asRecord(client)
      const answer = hasGet(raw) ? await within(() => raw.get({ url: "/skill" })) : undefined
      const skills = z.array(skillSchema).safeParse(asRecord(answer)["data"])
      return skills.data
    },
    async setMetadata(sessionID, metadata) {
      // The v1 types leave `metadata` out; the host takes it.
      const body: { title?: string; metadata: Record<string, unknown> } = { metadata }
      const answer = await within(() => client.session.update({ path: { id: sessionID }, body }))
      return answer?.data !== undefined
    },
    setPart: (part) => {
      // The v1 client has no method of its own for it.
      const { _client: raw }: { readonly _client?: unknown } = asRecord(client)
      return within(async () =>
        hasPatch(raw)
          ? raw.patch({
              url: "/session/{id}/message/{messageID}/part/{partID}",
              path: { id: part.sessionID, messageID: part.messageID, partID: part.id },
              body: part,
              headers: { "Content-Type": "application/json" },
            })
          : undefined,
      )
    },
    queueCompaction: (sessionID, { providerID, modelID }) => {
      // `auto` makes the run go on afterwards; the v1 types leave it out.
      const body = { providerID, modelID, auto: true }
      quietly(() => client.session.summarize({ path: { id: sessionID }, body }))
    },
    toast: (message, variant) =>
      quietly(() =>
        client.tui.showToast({ body: { title: "Staged compaction", message, variant } }),
      ),
    log: (message) =>
      quietly(() =>
        client.app.log({ body: { service: "staged-compaction", level: "error", message } }),
      ),
  }
}

interface GettingClient {
  readonly get: (request: { readonly url: string }) => Promise<unknown>
}

const hasGet = (client: unknown): client is GettingClient =>
  typeof client === "object" &&
  client !== null &&
  "get" in client &&
  typeof client.get === "function"

interface PatchingClient {
  readonly patch: (request: {
    readonly url: string
    readonly path: Readonly<Record<string, string>>
    readonly body: unknown
    readonly headers: Readonly<Record<string, string>>
  }) => Promise<unknown>
}

const hasPatch = (client: unknown): client is PatchingClient =>
  typeof client === "object" &&
  client !== null &&
  "patch" in client &&
  typeof client.patch === "function"

/** Whatever a host leaves out of a model, its limits are read all the same. */
function readPrices(model: object): TokenPrices | undefined {
  const cost = asRecord(asRecord(model)["cost"])
  const cache = asRecord(cost["cache"])
  const [input, output] = [price(cost["input"]), price(cost["output"])]
  return input > 0 && output > 0
    ? {
        input,
        output,
        cacheRead: price(cache["read"]) || input,
        cacheWrite: price(cache["write"]) || input,
      }
    : undefined
}

const price = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 0)

const quietly = (call: () => Promise<unknown>): void => void within(call)

/** A long session's whole history is read from the host's database. */
const MESSAGES_TIMEOUT_MS = 20_000
