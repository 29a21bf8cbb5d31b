import { afterAll, beforeAll, expect, it } from "vitest"
import type { JournalRecord } from "../../src/session/events.ts"
import type { RecordedRequest } from "../host/reply.ts"
import { createPluggedHost } from "./plugged-host.ts"
import type { PluggedHost, ServedHost } from "./plugged-host.ts"
import { eager, goodSummary, isOurs, moduleWork, stageCWindow, moduleFiles } from "./summarizer.ts"
import { sourceLines } from "./tool-work.ts"

const modules = 40
const rules = "The task id is T-17.\nYou must never touch the file legacy.ts."

let plugged: PluggedHost
let served: ServedHost
let session = ""
let journal: readonly JournalRecord[] = []

const main = () => plugged.mainRequests(session)
const asked = () => plugged.model.requests.filter(isOurs)
const textsOf = (request: RecordedRequest | undefined, role: string): string[] =>
  (request?.messages ?? []).filter((message) => message.role === role).map(({ text }) => text)
const summariesIn = (request: RecordedRequest | undefined): string[] =>
  textsOf(request, "user").flatMap(
    (text) => text.match(/\[compacted \d+ earlier steps[^]*?\[end of summary[^\]]*\]/g) ?? [],
  )
const outcomes = (wanted: string) =>
  journal.filter((record) => record.type === "summary" && record.outcome === wanted)

beforeAll(async () => {
  let written = 0
  plugged = await createPluggedHost({
    model: {
      limit: stageCWindow,
      summary: () => ({ text: goodSummary(`Summary number ${++written}.`) }),
    },
    options: { summarize: eager, compactionContext: ["Name the branch, if there is one."] },
    host: {
      files: { ...moduleFiles(modules), "AGENTS.md": "Our house rule is kindness." },
    },
  })
  served = await plugged.serve()
  session = await served.createSession()
  plugged.play([{ text: "Understood." }])
  await served.prompt(session, rules)
  plugged.play(moduleWork(modules))
  await served.prompt(session, "Check every module, one after the other")
  journal = plugged.journal(session)
})

afterAll(async () => {
  await served.stop()
  await plugged.close()
})

it("keeps a turn of forty steps within a small window", () => {
  expect(main()).toHaveLength(modules + 2)
  expect(plugged.model.requests.filter(({ overLimit }) => overLimit)).toEqual([])
  expect(plugged.model.invalid).toEqual([])
})

it("has a hidden agent without tools write the summaries, with nothing of the project's in its system text", () => {
  expect(asked().length).toBeGreaterThan(1)
  expect(plugged.model.requests.filter(({ kind }) => kind === "summary")).toEqual(asked())
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

it("gives it the steps, the facts and the user's context as data", () => {
  const prompt = textsOf(asked()[0], "user").join("\n")
  expect(prompt).toContain("Name the branch, if there is one.")
  expect(prompt).toContain("- You must never touch the file legacy.ts.")
  expect(prompt).toContain("implementation-of-m0.md")
  expect(prompt).toContain("Error: m0 is not ready")
  expect(prompt).toMatch(
    /<transcript>\n[^]*\[user\] Check every module[^]*\[read\] \{"filePath":"[^"]*m0\.ts"[^]*\n<\/transcript>$/,
  )
})

it("puts the summary in the place of the steps, with the facts that it left out", () => {
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

it("has a later summary continue the earlier one", () => {
  const accepted = outcomes("accepted").length
  expect(accepted).toBe(asked().length)
  expect(textsOf(asked()[1], "user").join("\n")).toMatch(
    /<earlier-summary>[^]*Summary number 1\.[^]*<\/earlier-summary>/,
  )
  expect(summariesIn(main().at(-1))[0]).toContain(`Summary number ${accepted}.`)
})

it("says in the journal what each summary freed, cost and made the cache read anew", () => {
  const used = journal.filter((record) => record.type === "summarized")
  expect(used.length).toBeGreaterThan(0)
  for (const { removed, spent, rewritten } of used)
    expect({ removed, spent, rewritten }).toEqual({
      removed: expect.toSatisfy((tokens: number) => tokens > 0),
      spent: expect.toSatisfy((tokens: number) => tokens > 1_000),
      rewritten: expect.toSatisfy((tokens: number) => tokens > 1_000),
    })
})

it("leaves no child session behind, and nothing in the stored history", async () => {
  const { data: children } = await served.client.session.children({ path: { id: session } })
  expect(children).toEqual([])
  const { data: stored } = await served.client.session.messages({ path: { id: session } })
  expect(JSON.stringify(stored)).not.toContain("earlier steps into this summary")
})

it("gives the steps behind a summary back", async () => {
  const handle = /recall ([0-9a-f]{8})\]/.exec(summariesIn(main().at(-1))[0] ?? "")?.[1] ?? ""
  plugged.play([{ calls: [{ name: "recall", input: { handle, pattern: "step 39 of m0x" } }] }])
  await served.prompt(session, "Look that up")
  expect(textsOf(main().at(-1), "tool").at(-1)).toContain(sourceLines("m0x", 40).split("\n")[39])
})

it("sends the same bytes after a restart", async () => {
  const before = main().at(-1)
  await served.stop()
  served = await plugged.serve()
  plugged.play([{ text: "Yes." }])
  await served.prompt(session, "Still there?")
  expect(main().at(-1)?.messages.slice(0, before?.messages.length)).toEqual(before?.messages)
})

it("sends the same summary in a fork, and the steps themselves after an undo", async () => {
  const origin = main().at(-1)
  const { data: fork } = await served.client.session.fork({ path: { id: session }, body: {} })
  const id = fork?.id ?? ""
  plugged.play([{ text: "In the fork." }])
  await served.prompt(id, "Go on here")
  const forked = plugged.mainRequests(id).at(-1)
  expect(forked?.messages.slice(0, origin?.messages.length)).toEqual(origin?.messages)

  const { data = [] } = await served.client.session.messages({ path: { id } })
  const [, second] = data.flatMap(({ info }) => (info.role === "user" ? [info.id] : []))
  await served.client.session.revert({ path: { id }, body: { messageID: second ?? "" } })
  plugged.play([{ text: "From the start." }])
  await served.prompt(id, "Instead of all that")
  expect(summariesIn(plugged.mainRequests(id).at(-1))).toEqual([])
  expect(plugged.model.invalid).toEqual([])
})
