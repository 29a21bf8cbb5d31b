import fs from "node:fs"
import path from "node:path"
import { beforeAll, expect, it } from "vitest"
import type { JournalRecord } from "../../src/session/events.ts"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { onePixel } from "./one-pixel.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { bash, bashCall, call, edit, listing, read, sourceLines, write } from "./tool-work.ts"

/** Long enough that its end is much less. */
const thinking = (reasoning: string, reply: Reply): Reply => ({
  ...reply,
  reasoning: `${"What stands there decides how to go on. ".repeat(8)}${reasoning}`,
})

/** Every kind of work that a rule of Stage A looks for, in one turn. */
const work: readonly Reply[] = [
  thinking("First the file that the task names, whole.", read("a.ts")),
  call("read", { filePath: "a.ts", offset: 30, limit: 60 }),
  edit("a.ts", sourceLines("a", 120).split("\n").slice(40, 44).join("\n"), sourceLines("new", 8)),
  read("a.ts"),
  call("glob", { pattern: "src/*.ts" }),
  call("grep", { pattern: "step 1 of" }),
  thinking(
    "A file of notes helps to keep track of the steps.",
    write("notes.md", sourceLines("n", 60)),
  ),
  read("notes.md"),
  call("glob", { pattern: "**/*.ts" }),
  call("grep", { pattern: "step 1 of" }),
  bash(`cat round; echo again >> round; ${listing(30)}`),
  bash(`cat round; echo again >> round; ${listing(30)}`),
  bash(listing(40)),
  bash(`true; ${listing(40)}`),
  edit("a.ts", sourceLines("absent", 40), "nothing"),
  read("picture.png"),
  read("b.ts"),
]
/** Steps that say little, so that what was before them is no longer recent. */
const idle: readonly Reply[] = Array.from({ length: 5 }, (_, index) => bash(`echo ${index}`))
/**
 * It takes the request over the trigger. Paths of the temporary folder stand all over the work before
 * it, and how long they are must not decide when the one batch is made: its size is far above theirs.
 */
const pressing: Reply = bash(listing(400, "late"))
/** Outputs of one step that do not fit together. */
const flood: Reply = {
  calls: ["w", "x", "y", "z"].map((tag) => bashCall(`echo ${tag}; ${listing(1_500)}`)),
}

let scene: Scene
let served: Served
let session = ""
let journal: readonly JournalRecord[] = []
let final: RecordedRequest | undefined

beforeAll(async () => {
  scene = await openScene({
    model: { limit: { context: 60_000, output: 4_000 } },
    plugin: { budget: { trigger: 34_000, target: 34_000 }, compact: false, summarize: false },
    host: {
      files: {
        "a.ts": sourceLines("a", 120),
        "b.ts": sourceLines("b", 140),
        round: "Rounds so far:\n",
        ...Object.fromEntries(
          Array.from({ length: 12 }, (_, index) => [
            `src/module-number-${index}.ts`,
            sourceLines(`m${index}x`, 3),
          ]),
        ),
      },
      config: {
        provider: {
          scripted: {
            models: {
              scripted: {
                attachment: true,
                modalities: { input: ["text", "image"], output: ["text"] },
              },
            },
          },
        },
      },
    },
  })
  fs.writeFileSync(path.join(scene.host.project, "picture.png"), onePixel)
  served = await scene.serve()
  session = await served.createSession()
  scene.play([...work, ...idle])
  await served.prompt(session, "Work on a.ts")
  scene.play([pressing])
  await served.prompt(session, "Look once more")
  journal = scene.journal(session)
  final = scene.main(session).at(-1)
  scene.play([flood])
  await served.prompt(session, "Look at everything")
})

const edits = () => journal.filter((record) => record.type === "edit")

it("Stage A fires every rule that it has", () => {
  expect([...new Set(edits().map(({ reason }) => reason))].toSorted()).toEqual([
    "dense",
    "duplicate-output",
    "failed-input",
    "old-media",
    "old-reasoning",
    "overtaken-command",
    "overtaken-search",
    "standing-input",
    "superseded-read",
  ])
})

it("Stage A shortens the newest outputs where they do not fit together", () => {
  const reasons = scene
    .journal(session)
    .slice(journal.length)
    .flatMap((record) => (record.type === "edit" ? [record.reason] : []))
  expect(new Set(reasons)).toContain("shorten-recent")
})

it("Stage A leaves only valid requests under the limit", () => {
  expect(scene.model.invalid).toEqual([])
  expect(scene.tooLarge()).toEqual([])
  expect(scene.model.requests.filter(({ kind }) => kind === "summary")).toEqual([])
})

it("every edit of Stage A is smaller than what it replaces", () => {
  expect(edits().filter(({ before, after }) => after >= before)).toEqual([])
})

it("what the journal says of Stage A stands in the body", () => {
  const thoughts = (final?.messages ?? []).flatMap(({ reasoning = [] }) => reasoning)
  const texts = [...(final?.messages ?? []).map(({ text }) => text), ...thoughts].join("\n")
  const inputs = (final?.messages ?? []).flatMap(({ calls = [] }) =>
    calls.map(({ input }): unknown => JSON.parse(String(input))),
  )
  const missing = edits().filter(
    ({ text, input }) =>
      (text !== undefined && !texts.includes(text)) ||
      (input !== undefined &&
        !inputs.some((sent) => JSON.stringify(sent) === JSON.stringify(input))),
  )
  expect(missing).toEqual([])
  expect(thoughts).toEqual([
    expect.stringMatching(/^….{1,60}names, whole\.$/),
    expect.stringMatching(/^….{1,60}of the steps\.$/),
  ])
  expect((final?.messages ?? []).flatMap(({ media = [] }) => media)).toEqual([])
  expect(texts).not.toContain("1: export const b0")
  expect(texts).toContain("export const b0")
})

it("Stage A leaves the stored history as it was", async () => {
  const stored = await served.messages(session)
  expect(JSON.stringify(stored)).not.toContain("[compacted ")
  expect(
    stored.flatMap(({ parts }) => parts).filter(({ type }) => type === "reasoning"),
  ).toHaveLength(2)
})
