import fs from "node:fs"
import path from "node:path"
import { onTestFinished, TestRunner } from "vitest"
import { readRecord } from "../../src/session/events.ts"
import type { JournalRecord } from "../../src/session/events.ts"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { createScriptedModel } from "../host/scripted-model.ts"
import type { ScriptedModel, ScriptedModelOptions } from "../host/scripted-model.ts"
import type { ThrowawayHost, ThrowawayHostOptions } from "../host/throwaway-host.ts"
import { createSceneHost } from "./scene-host.ts"
import type { Neighbours } from "./scene-host.ts"
import { openServed } from "./served.ts"
import type { Served } from "./served.ts"

/** A reply, or one that depends on the request it answers. */
export type Move = Reply | ((request: RecordedRequest) => Reply)

export interface SceneOptions {
  /** Without a script the model plays what `play` was given, and is then done with every turn. */
  readonly model?: Partial<ScriptedModelOptions>
  readonly host?: Partial<Omit<ThrowawayHostOptions, "model" | "plugin">>
  /** Options of the plugin, right or wrong; `"none"` leaves it out. */
  readonly plugin?: unknown
  readonly neighbours?: Neighbours
}

/** A scripted model and a host with the plugin, real or in memory. */
export interface Scene {
  readonly model: ScriptedModel
  readonly host: ThrowawayHost
  /** Where the plugin keeps its journals. */
  readonly folder: string
  /** The answers to the next requests with tools. */
  play(moves: readonly Move[]): void
  /** Requests with tools, oldest first, of one session or of all. */
  main(session?: string): RecordedRequest[]
  /** Requests of any kind that left no room for an answer, or were refused for their size. */
  tooLarge(): string[]
  /** Sessions that have a journal. */
  journals(): string[]
  /** The journal of a session; a line that is no record of that session fails the test. */
  journal(session: string): JournalRecord[]
  serve(): Promise<Served>
  /** What the host logged. */
  logs(): string
  close(): Promise<void>
}

/** A window that a few reads fill. */
export const smallWindow = { context: 32_000, output: 4_000 }
/**
 * Thresholds above the host's own system text and tools, low enough for short tests, and so near to
 * each other that Stage A alone reaches its target.
 */
export const lowBudget = { compact: false, budget: { trigger: 18_000, target: 17_500 } }

const describe = ({ kind, model, tokens }: RecordedRequest): string =>
  `${kind} to ${model}: ${tokens} tokens`

const readJournal = (file: string, session: string): JournalRecord[] => {
  const lines = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trimEnd().split("\n") : []
  return lines.map((line) => {
    const record = readRecord(line, session)
    if (!record) throw new Error(`Not a record of ${session}: ${line}`)
    return record
  })
}

const open = new Set<() => Promise<void>>()

/** Ends what a file's tests share. */
export const closeScenes = async (): Promise<void> => {
  for (const close of [...open].toReversed()) await close()
}

/** Everything in it ends with the test that opens it, or else with the file. */
export const openScene = async (options: SceneOptions = {}): Promise<Scene> => {
  let moves: Move[] = []
  const model = await createScriptedModel({
    limit: { context: 64_000, output: 4_000 },
    script: (request) => {
      const move = moves.shift() ?? { text: "Done." }
      return typeof move === "function" ? move(request) : move
    },
    ...options.model,
  })
  const host = await createSceneHost({
    ...options.host,
    // Nothing here looks at the host's snapshots of the project, which cost more than a step.
    config: { snapshot: false, ...options.host?.config },
    model,
    ...(options.neighbours && { neighbours: options.neighbours }),
    ...(options.plugin !== "none" && { pluginOptions: options.plugin ?? {} }),
  })
  const close = async (): Promise<void> => {
    open.delete(close)
    await host.dispose()
    await model.close()
  }
  open.add(close)
  if (TestRunner.getCurrentTest()) onTestFinished(close)
  const folder = path.join(host.dataFolder, "opencode-staged-compaction")
  return {
    model,
    host,
    folder,
    play: (next) => void (moves = [...next]),
    main: (session) =>
      model.requests.filter(
        ({ kind, sessionID }) =>
          kind === "main" && (session === undefined || sessionID === session),
      ),
    tooLarge: () =>
      model.requests.filter(({ refused, overLimit }) => refused || overLimit).map(describe),
    journals: () =>
      fs
        .readdirSync(folder)
        .filter((name) => name.endsWith(".jsonl"))
        .map((name) => path.basename(name, ".jsonl")),
    journal: (session) => readJournal(path.join(folder, `${session}.jsonl`), session),
    serve: async () => openServed(await host.serve()),
    logs: () => host.logs(),
    close,
  }
}
