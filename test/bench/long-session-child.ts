import fs from "node:fs"
import path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { inEmptyDataFolder } from "./empty-data-folder.ts"
import { charactersOf, countCharacters, reportedPrompt, sessionID, textsOf } from "./history.ts"
import { createLongHistory } from "./long-history.ts"
import { openSession } from "./plugged-session.ts"
import type { PluggedSession } from "./plugged-session.ts"
import { collectSourceFiles, findRepository } from "./source-files.ts"
import { spentOn } from "./spent.ts"
import { median } from "./statistics.ts"

/**
 * Prints what a long session costs, milliseconds of the processor: its messages written as JSON and
 * read back, all its texts counted once, the first batch, a later request, the first request of a new
 * process. Then the edits in force.
 */
const [, , messages = 0, calls = 0, dead = 0] = process.argv.map(Number)
const laterRequests = 15
const restarts = 3
const modelID = "bench-model"
const earlierModelID = "bench-earlier"
/** Context per token of history: so little that it is pruned, enough for it to grow on. */
const contextShare = 1.3

const files = collectSourceFiles(findRepository(new URL(".", import.meta.url).pathname))
const history = createLongHistory(files, earlierModelID, { messages, calls, dead })
history.addUser(modelID)
const characters = countCharacters(history.messages)
const limit = { context: Math.round((contextShare * characters) / charactersOf(1)), output: 8_000 }
const open = (): Promise<PluggedSession> =>
  openSession({
    limit,
    models: [modelID, earlierModelID],
    options: { summarize: { enabled: false } },
  })

const cost = async (run: () => unknown): Promise<number> => (await spentOn(async () => run())).cpu
const roundTrip = (): Promise<number> => cost(() => JSON.parse(JSON.stringify(history.messages)))

/** What a session costs that sends a copy, as the host builds one for each request. */
const send = async (session: PluggedSession): Promise<number> => {
  const copy = structuredClone(history.messages)
  const { cpu } = await session.request(copy)
  // What is left to do behind a request is no part of the next one.
  await pause(1)
  history.addAnswer(reportedPrompt(countCharacters(copy)))
  return cpu
}

await inEmptyDataFolder(async (folder) => {
  const { ready, count } = createTokenCounter({})
  await ready()
  const texts = textsOf(history.messages)
  const journal = path.join(folder, "opencode-staged-compaction", `${sessionID}.jsonl`)
  if (dead > 0) {
    fs.mkdirSync(path.dirname(journal))
    fs.writeFileSync(journal, Array.from({ length: dead }, (_, at) => deadEdit(at)).join(""))
  }
  const session = await open()
  const trips = [await roundTrip(), await roundTrip()]
  const first = await send(session)
  const later: number[] = []
  for (let request = 0; request < laterRequests; request++) later.push(await send(session))
  const restarted: number[] = []
  for (let restart = 0; restart < restarts; restart++) restarted.push(await send(await open()))
  trips.push(await roundTrip())
  const counted = await cost(() => texts.map(count))
  const edits = fs.readFileSync(journal, "utf8").split('"type":"edit"').length - 1 - dead
  const figures = [median(trips), counted, first, median(later), median(restarted)]
  process.stdout.write([...figures, edits].join(" "))
})

/** Decided for the first message, about one that an undo has taken away. */
function deadEdit(at: number): string {
  const [message] = history.messages
  return `${JSON.stringify({
    v: 1,
    session: sessionID,
    type: "edit",
    message: `msg_gone_${at}`,
    part: `prt_gone_${at}`,
    field: "output",
    source: "0123456789abcdef",
    stage: "stage_b_prompt",
    reason: "old-output",
    before: 100,
    after: 10,
    at: message?.info.id,
    text: "[compacted]",
  })}\n`
}
