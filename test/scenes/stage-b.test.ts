import { beforeAll, expect, it } from "vitest"
import type { JournalRecord } from "../../src/session/events.ts"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { forkAndUndo } from "./fork-and-undo.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { textsOf } from "./request-bytes.ts"
import type { Served } from "./served.ts"
import { bash, call, listing, read, sourceLines, write } from "./tool-work.ts"

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
  call("todowrite", { todos }),
  ...topics.flatMap((tag) => [
    { text: `I will use the cache of ${tag}.`, ...read(`${tag}.ts`) },
    write(`${tag}.md`, sourceLines(`${tag}n`, 30)),
    bash(`${listing(40, tag)}; echo "Error: ${tag} is not ready"`),
  ]),
]

let scene: Scene
let served: Served
let session = ""
let journal: readonly JournalRecord[] = []

const main = () => scene.main(session)
const edits = () => journal.filter((record) => record.type === "edit")
const reasonsOf = (stage: string) =>
  [...new Set(edits().flatMap((edit) => (edit.stage === stage ? [edit.reason] : [])))].toSorted()
const ledgerOf = (request: RecordedRequest | undefined): string[] =>
  textsOf(request, "user").flatMap((text) => text.match(/\[compacted: .*\]$/gm) ?? [])

beforeAll(async () => {
  scene = await openScene({
    model: { limit: { context: 26_000, output: 4_000 } },
    host: { files: Object.fromEntries(topics.map((tag) => [`${tag}.ts`, sourceLines(tag, 50)])) },
  })
  served = await scene.serve()
  session = await served.createSession()
  scene.play([{ text: "Understood." }])
  await served.prompt(session, pasted)
  scene.play(work)
  await served.prompt(session, "Check every module, one after the other")
  journal = scene.journal(session)
})

it("one turn of fifty steps stays within a small window without any summary", () => {
  expect(scene.tooLarge()).toEqual([])
  expect(scene.model.requests.filter(({ kind }) => kind === "summary")).toEqual([])
  expect(scene.model.invalid).toEqual([])
  expect(main()).toHaveLength(work.length + 2)
})

it("Stage B brings outputs, inputs and long requests down, and folds the oldest steps", () => {
  expect(reasonsOf("stage_b_prompt")).toEqual(["long-request", "old-input", "old-output"])
  expect(reasonsOf("stage_c_fallback")).toEqual(["folded-step"])
})

it("Stage B keeps the lines that bind, the latest request and the open todo list", () => {
  const last = main().at(-1)
  const users = textsOf(last, "user").join("\n")
  expect(users).toContain(rules.trim())
  expect(users).toContain("Check every module, one after the other")
  expect(users).not.toContain("Line 200 of a pasted log")
  expect(textsOf(last, "tool").join("\n")).toContain(todos[1]?.content)
})

it("the ledger says what was done, with errors and decisions", () => {
  const ledger = ledgerOf(main().at(-1))
  expect(ledger[0]).toMatch(
    /^\[compacted: "I will use the cache of m0\."; read m0\.ts; recall [0-9a-f]{8}\]$/,
  )
  expect(ledger[1]).toMatch(/^\[compacted: write m0\.md; recall [0-9a-f]{8}\]$/)
  expect(ledger[2]).toMatch(/^\[compacted: bash .*→ Error: m0 is not ready; recall [0-9a-f]{8}\]$/)
})

it("a folded step is given back", async () => {
  const handle = ledgerOf(main().at(-1))[0]?.slice(-9, -1) ?? ""
  scene.play([call("recall", { handle })])
  await served.prompt(session, "Look that up")
  expect(textsOf(main().at(-1), "tool").at(-1)).toContain(sourceLines("m0", 50).split("\n")[49])
})

it("a session with folded steps sends the same bytes after a restart", async () => {
  const before = main().at(-1)
  await served.stop()
  served = await scene.serve()
  scene.play([{ text: "Yes." }])
  await served.prompt(session, "Still there?")
  const after = main().at(-1)
  expect(after?.messages.slice(0, before?.messages.length)).toEqual(before?.messages)
})

it("a fork sends the same steps folded, and only whole ones after an undo", async () => {
  const origin = main().at(-1)
  const { forked, undone } = await forkAndUndo(scene, served, session)
  expect(forked?.messages.slice(0, origin?.messages.length)).toEqual(origin?.messages)
  expect(ledgerOf(undone)).toEqual([])
  expect(scene.model.invalid).toEqual([])
})

it("Stage B leaves the stored history as it was", async () => {
  const stored = JSON.stringify(await served.messages(session))
  expect(stored).not.toContain("[compacted")
  expect(stored).toContain("Line 200 of a pasted log")
})
