import fs from "node:fs"
import path from "node:path"
import { inEmptyDataFolder } from "./empty-data-folder.ts"
import {
  charactersOf,
  countCharacters,
  createHistory,
  reportedPrompt,
  sessionID,
} from "./history.ts"
import { openSession } from "./plugged-session.ts"
import type { PluggedSession } from "./plugged-session.ts"
import type { SourceFile } from "./source-files.ts"
import type { Spent } from "./spent.ts"
import type { Limit } from "./stand-in-client.ts"
import { median, percentile } from "./statistics.ts"

export interface RequestsOptions {
  readonly files: readonly SourceFile[]
  /** Size of the history at the first request. */
  readonly tokens: number
  /** A window so small that the first request is pruned, and later ones replay its edits. */
  readonly pressed: boolean
}

export interface RequestsResult {
  readonly tokens: number
  readonly pressed: boolean
  /** Megabytes of text at the first request. */
  readonly megabytes: number
  /** Edits in force at the end. */
  readonly edits: number
  readonly first: Times
  /** The first request of a new host process on the same session. */
  readonly restarted: Times
  readonly later: Times
}

/** Milliseconds; `copied` is what the host pays at least: one deep copy of the same messages. */
export interface Times {
  readonly p50: number
  readonly p99: number
  /** Processor time, p50. */
  readonly cpu: number
  readonly copied50: number
  readonly copied99: number
}

interface Sample {
  readonly spent: Spent
  readonly copied: number
  /** Characters of the request as it leaves. */
  readonly sent: number
}

const runs = 3
const laterRequests = 40
const modelID = "bench-model"
/** The model that answered before the first request: nothing it reported can be built upon. */
const earlierModelID = "bench-earlier"
/** Context per token of history: so little that it is pruned, enough for it to grow on. */
const pressedShare = 1.3
const roomy: Limit = { context: 2_000_000, output: 32_000 }

/** The time that the plugin's hooks add to the requests of a growing session. */
export async function measureRequests({
  files,
  tokens,
  pressed,
}: RequestsOptions): Promise<RequestsResult> {
  const limit = pressed ? { context: Math.round(tokens * pressedShare), output: 8_000 } : roomy
  const characters = charactersOf(tokens)
  const open = () => openSession({ limit, models: [modelID, earlierModelID] })
  const first: Sample[] = []
  const restarted: Sample[] = []
  const later: Sample[] = []
  let edits = 0
  let megabytes = 0
  for (let run = 0; run < runs; run++) {
    await inEmptyDataFolder(async (folder) => {
      const history = createHistory({ files, characters, modelID: earlierModelID })
      megabytes = countCharacters(history.messages) / 1e6
      history.addUser(modelID)
      const session = await open()
      let sample = await sendCopy(session, history.messages)
      first.push(sample)
      for (let request = 0; request < laterRequests; request++) {
        history.addStep(reportedPrompt(sample.sent))
        sample = await sendCopy(session, history.messages)
        later.push(sample)
      }
      restarted.push(await sendCopy(await open(), history.messages))
      edits = countEdits(folder)
    })
  }
  return {
    tokens,
    pressed,
    megabytes,
    edits,
    first: timesOf(first),
    restarted: timesOf(restarted),
    later: timesOf(later),
  }
}

/** The host builds the messages anew for every request, and so does this. */
async function sendCopy(
  session: PluggedSession,
  messages: Parameters<PluggedSession["request"]>[0],
): Promise<Sample> {
  const started = performance.now()
  const copy = structuredClone(messages)
  const copied = performance.now() - started
  const spent = await session.request(copy)
  return { spent, copied, sent: countCharacters(copy) }
}

function timesOf(samples: readonly Sample[]): Times {
  const spent = samples.map((sample) => sample.spent.wall)
  const copied = samples.map((sample) => sample.copied)
  return {
    p50: median(spent),
    p99: percentile(spent, 0.99),
    cpu: median(samples.map((sample) => sample.spent.cpu)),
    copied50: median(copied),
    copied99: percentile(copied, 0.99),
  }
}

const countEdits = (folder: string): number =>
  fs
    .readFileSync(path.join(folder, "opencode-staged-compaction", `${sessionID}.jsonl`), "utf8")
    .split("\n")
    .filter((line) => line.includes('"type":"edit"')).length
