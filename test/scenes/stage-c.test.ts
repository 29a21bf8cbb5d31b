import { beforeAll, expect, it } from "vitest"
import type { JournalRecord } from "../../src/session/events.ts"
import type { RecordedRequest } from "../host/reply.ts"
import { forkAndUndo } from "./fork-and-undo.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { textsOf } from "./request-bytes.ts"
import type { Served } from "./served.ts"
import {
  childrenOf,
  eager,
  endedIn,
  goodSummary,
  isOurs,
  moduleWork,
  stageCWindow,
  moduleFiles,
} from "./summarizer.ts"
import { call, sourceLines } from "./tool-work.ts"

const modules = 40
const rules = "The task id is T-17.\nYou must never touch the file legacy.ts."

let scene: Scene
let served: Served
let session = ""
let journal: readonly JournalRecord[] = []

const main = () => scene.main(session)
const asked = () => scene.model.requests.filter(isOurs)
const summariesIn = (request: RecordedRequest | undefined): string[] =>
  textsOf(request, "user").flatMap(
    (text) => text.match(/\[compacted \d+ earlier steps[^]*?\[end of summary[^\]]*\]/g) ?? [],
  )

beforeAll(async () => {
  let written = 0
  scene = await openScene({
    model: {
      limit: stageCWindow,
      summary: () => ({ text: goodSummary(`Summary number ${++written}.`) }),
    },
    plugin: { summarize: eager, compactionContext: ["Name the branch, if there is one."] },
    host: {
      files: { ...moduleFiles(modules), "AGENTS.md": "Our house rule is kindness." },
    },
  })
  served = await scene.serve()
  session = await served.createSession()
  scene.play([{ text: "Understood." }])
  await served.prompt(session, rules)
  scene.play(moduleWork(modules))
  await served.prompt(session, "Check every module, one after the other")
  journal = scene.journal(session)
})

it("a turn of forty steps stays within a small window", () => {
  expect(main()).toHaveLength(modules + 2)
  expect(scene.tooLarge()).toEqual([])
  expect(scene.model.invalid).toEqual([])
})

it("summaries are written by a hidden agent without tools, with nothing of the project's in its system text", () => {
  expect(asked().length).toBeGreaterThan(1)
  expect(scene.model.requests.filter(({ kind }) => kind === "summary")).toEqual(asked())
  expect(asked().flatMap(({ toolNames }) => toolNames)).toEqual([])
  expect(textsOf(main()[0], "system").join("\n")).toContain("kindness")
  expect(
    asked()
      .flatMap((request) => textsOf(request, "system"))
      .join("\n"),
  ).not.toMatch(/kindness|Working directory/)
  expect(JSON.stringify(main().map(({ body }) => body))).not.toContain(
    "staged-compaction-summarizer",
  )
})

it("the summarizer is given the steps, the facts and the user's context as data", () => {
  const prompt = textsOf(asked()[0], "user").join("\n")
  expect(prompt).toContain("Name the branch, if there is one.")
  expect(prompt).toContain("- You must never touch the file legacy.ts.")
  expect(prompt).toContain("implementation-of-m0.md")
  expect(prompt).toContain("Error: m0 is not ready")
  expect(prompt).toMatch(
    /<transcript>\n[^]*\[user\] Check every module[^]*\[read\] \{"filePath":"[^"]*m0\.ts"[^]*\n<\/transcript>$/,
  )
})

it("a summary stands in the place of its steps, with the facts that it left out", () => {
  const last = main().at(-1)
  const [summary = ""] = summariesIn(last)
  expect(summariesIn(last)).toHaveLength(1)
  expect(summary).toContain("## Objective\nCheck every module.")
  expect(summary).toContain("Files changed:\n- packages/modules/m0/src/implementation-of-m0.md\n")
  expect(summary).toContain("Error: m0 is not ready")
  const users = textsOf(last, "user").join("\n")
  expect(users).toContain(rules)
  expect(users).toContain("Check every module, one after the other")
})

it("a later summary continues the earlier one", () => {
  const accepted = endedIn(journal).filter(({ outcome }) => outcome === "accepted").length
  expect(accepted).toBe(asked().length)
  expect(textsOf(asked()[1], "user").join("\n")).toMatch(
    /<earlier-summary>[^]*Summary number 1\.[^]*<\/earlier-summary>/,
  )
  expect(summariesIn(main().at(-1))[0]).toContain(`Summary number ${accepted}.`)
})

it("the journal says what each summary freed, cost and made the cache read anew", () => {
  const used = journal.filter((record) => record.type === "summarized")
  expect(used.length).toBeGreaterThan(0)
  for (const { removed, spent, rewritten } of used)
    expect({ removed, spent, rewritten }).toEqual({
      removed: expect.toSatisfy((tokens: number) => tokens > 0),
      spent: expect.toSatisfy((tokens: number) => tokens > 1_000),
      rewritten: expect.toSatisfy((tokens: number) => tokens > 1_000),
    })
})

it("the summarizer leaves no child session behind, and nothing in the stored history", async () => {
  expect(await childrenOf(served, session)).toEqual([])
  expect(JSON.stringify(await served.messages(session))).not.toContain(
    "earlier steps into this summary",
  )
})

it("the steps behind a summary are given back", async () => {
  const handle = /recall ([0-9a-f]{8})\]/.exec(summariesIn(main().at(-1))[0] ?? "")?.[1] ?? ""
  scene.play([call("recall", { handle, pattern: "step 39 of m0x" })])
  await served.prompt(session, "Look that up")
  expect(textsOf(main().at(-1), "tool").at(-1)).toContain(sourceLines("m0x", 40).split("\n")[39])
})

it("a session with a summary sends the same bytes after a restart", async () => {
  const before = main().at(-1)
  await served.stop()
  served = await scene.serve()
  scene.play([{ text: "Yes." }])
  await served.prompt(session, "Still there?")
  expect(main().at(-1)?.messages.slice(0, before?.messages.length)).toEqual(before?.messages)
})

it("a fork sends the same summary, and the steps themselves after an undo", async () => {
  const origin = main().at(-1)
  const { forked, undone } = await forkAndUndo(scene, served, session)
  expect(forked?.messages.slice(0, origin?.messages.length)).toEqual(origin?.messages)
  expect(summariesIn(undone)).toEqual([])
  expect(scene.model.invalid).toEqual([])
})
