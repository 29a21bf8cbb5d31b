import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { onTestFinished } from "vitest"
import { z } from "zod"
import type { RecordedRequest } from "../host/reply.ts"
import { createScriptedModel } from "../host/scripted-model.ts"
import type { ScriptedModel, ScriptedModelOptions } from "../host/scripted-model.ts"
import { createThrowawayHost } from "../host/throwaway-host.ts"
import type { ThrowawayHost, ThrowawayHostOptions } from "../host/throwaway-host.ts"

const pluginUrl = new URL("../../dist/index.js", import.meta.url).href

const recordSchema = z.looseObject({ v: z.literal(1), session: z.string(), type: z.string() })
export type JournalLine = z.infer<typeof recordSchema>

export interface SceneOptions {
  readonly model: Partial<ScriptedModelOptions> & Pick<ScriptedModelOptions, "script">
  readonly host?: Omit<ThrowawayHostOptions, "model" | "plugin">
  /** Options of the plugin; `"none"` leaves it out. */
  readonly plugin?: Readonly<Record<string, unknown>> | "none"
}

export interface Scene {
  readonly model: ScriptedModel
  readonly host: ThrowawayHost
  /** Sessions that have a journal. */
  readonly journals: () => string[]
  /** The journal of a session; a line that is no record of ours fails the test. */
  readonly journal: (sessionID: string) => JournalLine[]
  /** Requests with tools, oldest first, of one session or of all. */
  readonly main: (sessionID?: string) => RecordedRequest[]
  /** Requests of any kind that left no room for an answer, or were refused for their size. */
  readonly tooLarge: () => string[]
}

/** A window that a few reads fill. */
export const smallWindow = { context: 32_000, output: 4_000 }
/**
 * Thresholds above the host's own system text and tools, low enough for short tests, and so near to
 * each other that Stage A alone reaches its target.
 */
export const lowBudget = { compact: false, budget: { trigger: 18_000, target: 17_500 } }

/** A scripted model and a real host with the built plugin; both end with the test. */
export const openScene = async ({ model, host, plugin = {} }: SceneOptions): Promise<Scene> => {
  if (!fs.existsSync(fileURLToPath(pluginUrl)))
    throw new Error("The plugin is not built: run `npm run build`")
  const scripted = await createScriptedModel({ limit: smallWindow, ...model })
  onTestFinished(() => scripted.close())
  const throwaway = await createThrowawayHost({
    model: scripted,
    ...host,
    // Nothing here looks at the host's snapshots of the project, which cost more than a step.
    config: { snapshot: false, ...host?.config },
    ...(plugin !== "none" && { plugin: { url: pluginUrl, options: plugin } }),
  })
  onTestFinished(() => throwaway.dispose())
  const folder = path.join(throwaway.dataFolder, "opencode-staged-compaction")
  return {
    model: scripted,
    host: throwaway,
    journals: () =>
      fs
        .readdirSync(folder)
        .filter((name) => name.endsWith(".jsonl"))
        .map((name) => path.basename(name, ".jsonl")),
    journal: (sessionID) =>
      fs
        .readFileSync(path.join(folder, `${sessionID}.jsonl`), "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => recordSchema.parse(JSON.parse(line))),
    main: (sessionID) =>
      scripted.requests.filter(
        (request) =>
          request.kind === "main" && (sessionID === undefined || request.sessionID === sessionID),
      ),
    tooLarge: () =>
      scripted.requests
        .filter(({ refused, overLimit }) => refused || overLimit)
        .map(({ kind, model: name, tokens }) => `${kind} to ${name}: ${tokens} tokens`),
  }
}
