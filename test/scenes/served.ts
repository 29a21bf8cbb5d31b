import type { Message, Part } from "@opencode-ai/sdk"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { asRecord } from "../../src/session/is-record.ts"
import type { HostServer } from "../host/throwaway-host.ts"

export interface PromptAnswer {
  /** The text of the last answer. */
  readonly text: string
  /** Why the turn ended early, as the host tells it; empty when it did not. */
  readonly error: string
}

/** A running server of the host, seen through its client. */
export interface Served extends HostServer {
  /** Messages of the toasts shown since the server started. */
  readonly toasts: readonly string[]
  createSession(): Promise<string>
  prompt(session: string, text: string, model?: string): Promise<PromptAnswer>
  /** As `prompt`, for a prompt that the host answers; the id of the user's message. */
  ask(session: string, text: string, model?: string): Promise<string>
  /** A slash command. */
  command(session: string, name: string, typed: string): Promise<void>
  /** The host's own compaction, as the user asks for it. */
  compact(session: string, model?: string): Promise<void>
  /** The session up to a message, or all of it; the id of the new session. */
  fork(session: string, message?: string): Promise<string>
  undo(session: string, message: string, part?: string): Promise<void>
  redo(session: string): Promise<void>
  /** What the host has stored, oldest first. */
  messages(session: string): Promise<{ info: Message; parts: Part[] }[]>
  /** What the plugin keeps in the session's metadata. */
  metadata(session: string): Promise<Record<string, unknown>>
}

const modelOf = (modelID: string) => ({ providerID: "scripted", modelID })

const describeError = (error: Record<string, unknown>): string =>
  Object.keys(error).length === 0
    ? ""
    : `${String(error["name"])}: ${String(asRecord(error["data"])["message"])}`

const collectToasts = async (
  stream: AsyncIterable<{ type: string; properties: unknown }>,
  toasts: string[],
): Promise<void> => {
  try {
    for await (const { type, properties } of stream)
      if (type === "tui.toast.show") toasts.push(String(asRecord(properties)["message"]))
  } catch {
    // The server has ended.
  }
}

export const openServed = async (server: HostServer): Promise<Served> => {
  const { client } = server
  const toasts: string[] = []
  const { stream } = await client.event.subscribe()
  void collectToasts(stream, toasts)
  const send = (id: string, text: string, model?: string) =>
    client.session.prompt({
      path: { id },
      body: {
        parts: [{ type: "text", text }],
        ...(model !== undefined && { model: modelOf(model) }),
      },
    })
  const throwOnError = true as const
  return {
    ...server,
    toasts,
    async createSession() {
      const { data } = await client.session.create({ body: { title: "A test" }, throwOnError })
      return data.id
    },
    async prompt(id, text, model) {
      const { data, error } = await send(id, text, model)
      const answer = data?.parts.findLast((part) => part.type === "text")
      const failure = data ? asRecord(asRecord(data.info)["error"]) : asRecord(error)
      return { text: answer?.text ?? "", error: describeError(failure) }
    },
    async ask(id, text, model) {
      const { data, error } = await send(id, text, model)
      const asked = asRecord(data?.info)["parentID"]
      if (typeof asked !== "string") throw new Error(`No answer: ${JSON.stringify(error)}`)
      return asked
    },
    async command(id, command, typed) {
      await client.session.command({
        path: { id },
        body: { command, arguments: typed },
        throwOnError,
      })
    },
    async compact(id, model = "scripted") {
      await client.session.summarize({ path: { id }, body: modelOf(model), throwOnError })
    },
    async fork(id, messageID) {
      const body = messageID === undefined ? {} : { messageID }
      const { data } = await client.session.fork({ path: { id }, body, throwOnError })
      return data.id
    },
    async undo(id, messageID, partID) {
      const body = { messageID, ...(partID !== undefined && { partID }) }
      await client.session.revert({ path: { id }, body, throwOnError })
    },
    async redo(id) {
      await client.session.unrevert({ path: { id }, throwOnError })
    },
    async messages(id) {
      const { data } = await client.session.messages({ path: { id }, throwOnError })
      return data
    },
    async metadata(id) {
      const { data } = await client.session.get({ path: { id }, throwOnError })
      return asRecord(asRecord(asRecord(data)["metadata"])[METADATA_KEY])
    },
  }
}
