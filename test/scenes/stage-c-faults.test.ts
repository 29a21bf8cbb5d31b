import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { JournalRecord } from "../../src/session/events.ts"
import type { Reply } from "../host/reply.ts"
import { createPluggedHost } from "./plugged-host.ts"
import type { PluggedHost, ServedHost } from "./plugged-host.ts"
import { eager, goodSummary, isOurs, moduleFiles, moduleWork, stageCWindow } from "./summarizer.ts"

const modules = 20

let plugged: PluggedHost
let served: ServedHost
let reply: Reply = { text: "" }

beforeAll(async () => {
  plugged = await createPluggedHost({
    model: { limit: stageCWindow, summary: () => reply },
    options: { summarize: { ...eager, timeout: 5_000 } },
    host: { files: moduleFiles(modules) },
  })
  served = await plugged.serve()
})

afterAll(async () => {
  await served.kill()
  await plugged.close()
})

const ended = (journal: readonly JournalRecord[]) =>
  journal.filter((record) => record.type === "summary" && record.outcome !== "started")
const stagesIn = (journal: readonly JournalRecord[]): string[] => [
  ...new Set(journal.flatMap((record) => (record.type === "edit" ? [record.stage] : []))),
]
const childrenOf = async (session: string) =>
  (await served.client.session.children({ path: { id: session } })).data

describe.each<[string, Reply, string]>([
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
])("a summarizer that %s", (_, answer, outcome) => {
  it("is replaced by the turn ledger, is not asked the same twice, and holds up one request at most", async () => {
    reply = answer
    const session = await served.createSession()
    const before = plugged.model.requests.length
    plugged.play(moduleWork(modules))
    const started = Date.now()
    expect(await served.prompt(session, "Check every module")).toEqual({ text: "Done.", error: "" })
    const elapsed = Date.now() - started
    const journal = plugged.journal(session)
    expect(plugged.mainRequests(session)).toHaveLength(modules + 1)
    expect(plugged.model.requests.filter(({ overLimit }) => overLimit)).toEqual([])
    expect(plugged.model.invalid).toEqual([])
    expect(stagesIn(journal)).toContain("stage_c_fallback")
    expect(stagesIn(journal)).not.toContain("stage_c_llm")

    // Once for each attempt, and once more where the host tries again.
    expect(plugged.model.requests.slice(before).filter(isOurs).length).toBeLessThanOrEqual(
      2 * ended(journal).length,
    )
    const attempts = ended(journal)
    expect(attempts.length).toBeGreaterThan(0)
    expect(new Set(attempts.map((record) => record.type === "summary" && record.outcome))).toEqual(
      new Set([outcome]),
    )
    const regions = attempts.map((record) => record.type === "summary" && record.region)
    expect(new Set(regions).size).toBe(regions.length)
    expect(
      attempts.filter((record) => record.type === "summary" && record.awaited).length,
    ).toBeLessThan(2)
    // Nearly all of it is the host's own work; what a hanging summarizer may add is its timeout.
    expect(elapsed).toBeLessThan(40_000)
    await expect.poll(() => childrenOf(session)).toEqual([])
  }, 60_000)
})
