import fs from "node:fs"
import path from "node:path"
import { beforeAll, expect, it } from "vitest"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { bash, listing, read, say, sourceLines } from "./tool-work.ts"

let scene: Scene
let served: Served

beforeAll(async () => {
  scene = await openScene({
    model: { limit: { context: 24_000, output: 2_000 } },
    host: { files: { "a.ts": sourceLines("a", 150), "b.ts": sourceLines("b", 150) } },
  })
  served = await scene.serve()
})

const editLines = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line.includes('"type":"edit"') ? line.slice(0, -9) : line))
    .join("\n")

/** What stands in the journal holds a prompt within its limit; without it the next one is planned anew. */
it.each<[string, (file: string) => void]>([
  ["is gone", (file) => fs.rmSync(file)],
  ["holds anything", (file) => fs.writeFileSync(file, Buffer.alloc(5_000, "\u0000{]\n7"))],
  ["lost its edits", (file) => fs.writeFileSync(file, editLines(fs.readFileSync(file, "utf8")))],
  [
    "is a folder",
    (file) => {
      fs.rmSync(file)
      fs.mkdirSync(file)
    },
  ],
])("no request is over its limit when the journal of a pruned session %s", async (_, harm) => {
  const session = await served.createSession()
  scene.play([
    read("a.ts"),
    read("b.ts"),
    bash(listing(60)),
    ...["a", "b", "a"].flatMap((tag) => [read(`${tag}.ts`), bash(listing(60))]),
    say("Read."),
  ])
  expect((await served.prompt(session, "Read both.")).error).toBe("")
  const edits = scene.journal(session).filter(({ type }) => type === "edit")
  expect(edits.length).toBeGreaterThan(2)
  await served.stop()

  harm(path.join(scene.folder, `${session}.jsonl`))
  served = await scene.serve()
  const sent = scene.model.requests.length
  expect((await served.prompt(session, "Go on.")).text).toBe("Done.")
  expect(scene.model.requests.length).toBeGreaterThan(sent)
  expect(scene.model.requests.filter(({ overLimit }) => overLimit)).toEqual([])
  expect(scene.model.invalid).toEqual([])
})
