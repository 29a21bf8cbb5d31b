import fs from "node:fs"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { readRecord } from "../../src/session/events.ts"
import type { JournalRecord } from "../../src/session/events.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { asRecord } from "../../src/session/is-record.ts"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { createScriptedModel } from "../host/scripted-model.ts"
import type { ScriptedModel, ScriptedModelOptions } from "../host/scripted-model.ts"
import { createThrowawayHost } from "../host/throwaway-host.ts"
import type { HostServer, ThrowawayHost, ThrowawayHostOptions } from "../host/throwaway-host.ts"

/** A reply, or one that depends on the request it answers. */
type Move = Reply | ((request: RecordedRequest) => Reply)

export interface PluggedHostOptions {
  readonly model?: Partial<Omit<ScriptedModelOptions, "script">>
  readonly host?: Partial<Omit<ThrowawayHostOptions, "model" | "plugin">>
  /** The plugin's options. */
  readonly options?: unknown
}

interface PromptAnswer {
  /** The text of the last answer. */
  readonly text: string
  /** Why the turn ended early, as the host tells it; empty when it did not. */
  readonly error: string
}

/** A running server of the host, seen through its client. */
export interface ServedHost extends HostServer {
  /** Messages of the toasts shown since the server started. */
  readonly toasts: readonly string[]
  createSession(): Promise<string>
  prompt(session: string, text: string, modelID?: string): Promise<PromptAnswer>
  /** A slash command. */
  command(session: string, name: string, typed: string): Promise<void>
  /** What the plugin keeps in the session's metadata. */
  metadata(session: string): Promise<Record<string, unknown>>
}

/** A throw-away host that runs the built plugin against a scripted model. */
export interface PluggedHost {
  readonly model: ScriptedModel
  readonly host: ThrowawayHost
  /** Folder of the journals. */
  readonly folder: string
  /** The answers to the next requests with tools; afterwards the model is done with every turn. */
  play(moves: readonly Move[]): void
  /** The requests with tools, of one session where it is named. */
  mainRequests(session?: string): readonly RecordedRequest[]
  journal(session: string): readonly JournalRecord[]
  serve(): Promise<ServedHost>
  /** What the host logged on disk. */
  logs(): string
  close(): Promise<void>
}

const entry = pathToFileURL(path.resolve(import.meta.dirname, "../../dist/index.js")).href

export const createPluggedHost = async (options: PluggedHostOptions = {}): Promise<PluggedHost> => {
  let moves: Move[] = []
  const model = await createScriptedModel({
    limit: { context: 64_000, output: 4_000 },
    ...options.model,
    script: (request) => {
      const move = moves.shift() ?? { text: "Done." }
      return typeof move === "function" ? move(request) : move
    },
  })
  const host = await createThrowawayHost({
    ...options.host,
    // Nothing here looks at the host's snapshots of the project, which cost more than a step.
    config: { snapshot: false, ...options.host?.config },
    model,
    plugin: { url: entry, options: options.options },
  })
  const folder = path.join(host.dataFolder, "opencode-staged-compaction")
  return {
    model,
    host,
    folder,
    play: (next) => void (moves = [...next]),
    mainRequests: (session) =>
      model.requests.filter(
        ({ kind, sessionID }) =>
          kind === "main" && (session === undefined || sessionID === session),
      ),
    journal: (session) => readJournal(path.join(folder, `${session}.jsonl`), session),
    serve: async () => servedHost(await host.serve()),
    logs: () => readLogs(path.join(host.dataFolder, "opencode/log")),
    close: async () => {
      await host.dispose()
      await model.close()
    },
  }
}

const readJournal = (file: string, session: string): JournalRecord[] => {
  const lines = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trimEnd().split("\n") : []
  return lines.map((line) => {
    const record = readRecord(line, session)
    if (!record) throw new Error(`Not a record of ${session}: ${line}`)
    return record
  })
}

const readLogs = (folder: string): string =>
  fs
    .readdirSync(folder)
    .map((name) => fs.readFileSync(path.join(folder, name), "utf8"))
    .join("")

const servedHost = async (server: HostServer): Promise<ServedHost> => {
  const { client } = server
  const toasts: string[] = []
  const { stream } = await client.event.subscribe()
  void collectToasts(stream, toasts)
  return {
    ...server,
    toasts,
    async createSession() {
      const { data } = await client.session.create({ body: { title: "A test" } })
      if (!data) throw new Error("The host made no session")
      return data.id
    },
    async prompt(id, text, modelID) {
      const { data, error } = await client.session.prompt({
        path: { id },
        body: {
          parts: [{ type: "text", text }],
          ...(modelID !== undefined && { model: { providerID: "scripted", modelID } }),
        },
      })
      const answer = data?.parts.findLast((part) => part.type === "text")
      const failure = data ? asRecord(asRecord(data.info)["error"]) : asRecord(error)
      return { text: answer?.text ?? "", error: describeError(failure) }
    },
    async command(id, command, typed) {
      await client.session.command({
        path: { id },
        body: { command, arguments: typed },
        throwOnError: true,
      })
    },
    async metadata(id) {
      const { data } = await client.session.get({ path: { id } })
      return asRecord(asRecord(asRecord(data)["metadata"])[METADATA_KEY])
    },
  }
}

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
