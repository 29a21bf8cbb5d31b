import { afterAll, beforeAll, expect, it } from "vitest"
import type { JournalRecord } from "../../src/session/events.ts"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { createPluggedHost } from "./plugged-host.ts"
import type { PluggedHost, ServedHost } from "./plugged-host.ts"
import { bash, listing, read, sourceLines, write } from "./tool-work.ts"

const rules = "The task id is T-17.\nYou must never touch the file legacy.ts.\n"
/** Longer than what stays verbatim of a request that is not the latest. */
const pasted = `${Array.from({ length: 400 }, (_, index) => `Line ${index} of a pasted log, all is well.`).join("\n")}\n${rules}`
const todos = [
  { content: "Check every module", status: "in_progress", priority: "high" },
  { content: "Write the summary", status: "pending", priority: "low" },
]
const topics = Array.from({ length: 16 }, (_, index) => `m${index}`)

/** One turn of many steps: reads, writes and commands whose results nothing overtakes. */
const work: readonly Reply[] = [
  { calls: [{ name: "todowrite", input: { todos } }] },
  ...topics.flatMap((tag) => [
    { text: `I will use the cache of ${tag}.`, ...read(`${tag}.ts`) },
    write(`${tag}.md`, sourceLines(`${tag}n`, 30)),
    bash(`${listing(40, tag)}; echo "Error: ${tag} is not ready"`),
  ]),
]

let plugged: PluggedHost
let served: ServedHost
let session = ""
let journal: readonly JournalRecord[] = []

const main = () => plugged.mainRequests(session)
const edits = () => journal.filter((record) => record.type === "edit")
const reasonsOf = (stage: string) =>
  [...new Set(edits().flatMap((edit) => (edit.stage === stage ? [edit.reason] : [])))].toSorted()
const textsOf = (request: RecordedRequest | undefined, role: string): string[] =>
  (request?.messages ?? []).filter((message) => message.role === role).map(({ text }) => text)
const ledgerOf = (request: RecordedRequest | undefined): string[] =>
  textsOf(request, "user").flatMap((text) => text.match(/\[compacted: .*\]$/gm) ?? [])

beforeAll(async () => {
  plugged = await createPluggedHost({
    model: { limit: { context: 26_000, output: 4_000 } },
    host: { files: Object.fromEntries(topics.map((tag) => [`${tag}.ts`, sourceLines(tag, 50)])) },
  })
  served = await plugged.serve()
  session = await served.createSession()
  plugged.play([{ text: "Understood." }])
  await served.prompt(session, pasted)
  plugged.play(work)
  await served.prompt(session, "Check every module, one after the other")
  journal = plugged.journal(session)
})

afterAll(async () => {
  await served.stop()
  await plugged.close()
})

it("keeps one turn of fifty steps within a small window without any summary", () => {
  expect(plugged.model.requests.filter(({ overLimit }) => overLimit)).toEqual([])
  expect(plugged.model.requests.filter(({ kind }) => kind === "summary")).toEqual([])
  expect(plugged.model.invalid).toEqual([])
  expect(main()).toHaveLength(work.length + 2)
})

it("brings outputs, inputs and long requests down, and folds the oldest steps", () => {
  expect(reasonsOf("stage_b_prompt")).toEqual(["long-request", "old-input", "old-output"])
  expect(reasonsOf("stage_c_fallback")).toEqual(["folded-step"])
})

it("keeps the lines that bind, the latest request and the open todo list", () => {
  const last = main().at(-1)
  const users = textsOf(last, "user").join("\n")
  expect(users).toContain(rules.trim())
  expect(users).toContain("Check every module, one after the other")
  expect(users).not.toContain("Line 200 of a pasted log")
  expect(textsOf(last, "tool").join("\n")).toContain(todos[1]?.content)
})

it("says in the ledger what was done, with errors and decisions", () => {
  const ledger = ledgerOf(main().at(-1))
  expect(ledger[0]).toMatch(
    /^\[compacted: "I will use the cache of m0\."; read m0\.ts; recall [0-9a-f]{8}\]$/,
  )
  expect(ledger[1]).toMatch(/^\[compacted: write m0\.md; recall [0-9a-f]{8}\]$/)
  expect(ledger[2]).toMatch(/^\[compacted: bash .*→ Error: m0 is not ready; recall [0-9a-f]{8}\]$/)
})

it("gives a folded step back", async () => {
  const handle = ledgerOf(main().at(-1))[0]?.slice(-9, -1) ?? ""
  plugged.play([{ calls: [{ name: "recall", input: { handle } }] }])
  await served.prompt(session, "Look that up")
  expect(textsOf(main().at(-1), "tool").at(-1)).toContain(sourceLines("m0", 50).split("\n")[49])
})

it("sends the same bytes after a restart", async () => {
  const before = main().at(-1)
  await served.stop()
  served = await plugged.serve()
  plugged.play([{ text: "Yes." }])
  await served.prompt(session, "Still there?")
  const after = main().at(-1)
  expect(after?.messages.slice(0, before?.messages.length)).toEqual(before?.messages)
})

it("sends the same steps folded in a fork, and only whole ones after an undo", async () => {
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
  expect(ledgerOf(plugged.mainRequests(id).at(-1))).toEqual([])
  expect(plugged.model.invalid).toEqual([])
})

it("leaves the stored history as it was", async () => {
  const { data = [] } = await served.client.session.messages({ path: { id: session } })
  expect(JSON.stringify(data)).not.toContain("[compacted")
  expect(JSON.stringify(data)).toContain("Line 200 of a pasted log")
})
