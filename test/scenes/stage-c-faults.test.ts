import fs from "node:fs"
import { beforeAll, expect, it } from "vitest"
import { journalFile } from "../../src/host/journal.ts"
import { writeLine } from "../../src/session/record-line.ts"
import type { Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import {
  childrenOf,
  eager,
  endedIn,
  goodSummary,
  isOurs,
  longTimeout,
  moduleFiles,
  moduleWork,
  stageCWindow,
  startedIn,
} from "./summarizer.ts"

const work = moduleWork(26)
/** By these the first summary is asked for, and a second one by the others. */
const firstModules = 20

interface Waiter {
  readonly scene: Scene
  readonly served: Served
}

let patient: Waiter
let hurried: Waiter
let reply: Reply = { text: "" }

const openWith = async (timeout: number): Promise<Waiter> => {
  const scene = await openScene({
    model: { limit: stageCWindow, summary: () => reply },
    plugin: { summarize: { ...eager, timeout } },
    host: { files: moduleFiles(work.length) },
  })
  return { scene, served: await scene.serve() }
}

beforeAll(async () => {
  // However slow the host is, what answers answers in time, and what hangs does not.
  patient = await openWith(longTimeout)
  hurried = await openWith(1_000)
})

/** Behind a failure nobody is asked for a multiple of the timeout; as if that had passed. */
const endPause = ({ scene }: Waiter, session: string): void => {
  const lines = endedIn(scene.journal(session))
    .slice(-1)
    .map((record) => `${writeLine({ ...record, until: 0 }, session)}\n`)
  fs.appendFileSync(journalFile(scene.folder, session), lines.join(""))
}

it.each<[string, Reply, string]>([
  ["fails", { status: 500, body: { error: { message: "internal error" } } }, "error"],
  ["answers nothing", { text: "" }, "empty"],
  ["answers without structure", { text: "ok" }, "unstructured"],
  [
    "copies all",
    { text: `## Goal\nAll.\n## Work\nAll.\n## Next\n${"all of it ".repeat(1_500)}` },
    "too-long",
  ],
  [
    "answers more than fits its window",
    { text: `## Goal\nAll.\n## Work\nAll.\n## Next\n${"all of it ".repeat(9_000)}` },
    "error",
  ],
  ["does not end its answer", { text: goodSummary(), unfinished: true }, "error"],
  ["hangs", { hang: true }, "timeout"],
  ["breaks off", { drop: true }, "error"],
])(
  "a summarizer that %s is replaced by the turn ledger, is not asked the same twice, and holds up one request at most",
  async (_, answer, outcome) => {
    reply = answer
    const waiter = outcome === "timeout" ? hurried : patient
    const { scene, served } = waiter
    const session = await served.createSession()
    const before = scene.model.requests.length
    const started = () => startedIn(scene.journal(session)).map(({ region }) => region)
    /** What was found out last about each region. */
    const ended = () =>
      new Map(endedIn(scene.journal(session)).map((record) => [record.region, record]))
    const running = () => started().filter((region) => !ended().has(region))
    const check = async (part: readonly Reply[], text: string): Promise<void> => {
      scene.play(part)
      expect(await served.prompt(session, text)).toEqual({ text: "Done.", error: "" })
      await expect.poll(running).toEqual([])
    }
    await check(work.slice(0, firstModules), "Check every module")
    endPause(waiter, session)
    await check(work.slice(firstModules), "Check the others")

    const stages = new Set(
      scene.journal(session).flatMap((record) => (record.type === "edit" ? [record.stage] : [])),
    )
    expect(stages).toContain("stage_c_fallback")
    expect(stages).not.toContain("stage_c_llm")
    expect(scene.main(session)).toHaveLength(work.length + 2)
    expect(scene.tooLarge()).toEqual([])
    expect(scene.model.invalid).toEqual([])

    expect(started().length).toBeGreaterThan(1)
    expect(started()).toEqual([...new Set(started())])
    // Once for each attempt, and once more where the host tries again.
    expect(scene.model.requests.slice(before).filter(isOurs).length).toBeLessThanOrEqual(
      2 * started().length,
    )
    const attempts = [...ended().values()]
    expect(new Set(attempts.map((attempt) => attempt.outcome))).toEqual(new Set([outcome]))
    expect(attempts.filter(({ awaited }) => awaited).length).toBeLessThan(2)
    await expect.poll(() => childrenOf(served, session)).toEqual([])
  },
)
