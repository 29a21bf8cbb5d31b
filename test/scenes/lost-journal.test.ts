import fs from "node:fs"
import path from "node:path"
import { afterAll, expect, it } from "vitest"
import { createPluggedHost } from "./plugged-host.ts"
import { bash, listing, read, say, sourceLines } from "./tool-work.ts"

const limit = { context: 24_000, output: 2_000 }
const plugged = await createPluggedHost({
  model: { limit },
  host: {
    files: Object.fromEntries(["a", "b"].map((tag) => [`${tag}.ts`, sourceLines(tag, 150)])),
  },
})
afterAll(() => plugged.close())

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
  const first = await plugged.serve()
  const session = await first.createSession()
  plugged.play([
    read("a.ts"),
    read("b.ts"),
    bash(listing(60)),
    ...["a", "b", "a"].flatMap((tag) => [read(`${tag}.ts`), bash(listing(60))]),
    say("Read."),
  ])
  expect((await first.prompt(session, "Read both.")).error).toBe("")
  const edits = plugged.journal(session).filter(({ type }) => type === "edit")
  expect(edits.length).toBeGreaterThan(2)
  await first.stop()

  const file = path.join(plugged.folder, `${session}.jsonl`)
  harm(file)
  const second = await plugged.serve()
  const sent = plugged.model.requests.length
  expect((await second.prompt(session, "Go on.")).text).toBe("Done.")
  expect(plugged.model.requests.length).toBeGreaterThan(sent)
  expect(plugged.model.requests.filter(({ overLimit }) => overLimit)).toEqual([])
  expect(plugged.model.invalid).toEqual([])
  await second.stop()
  fs.rmSync(file, { recursive: true, force: true })
})
