import { expect, it } from "vitest"
import { openScene } from "./open-scene.ts"
import { bash, read, sourceLines } from "./tool-work.ts"

const counted = { counters: { refetch_count: 1 } }
const tags = ["a", "b", "c", "d", "e", "f", "g", "h"]

it("what the model reads again after it was taken out is counted once, also after a restart", async () => {
  const scene = await openScene({
    plugin: { budget: { trigger: 20_000, target: 16_000 } },
    host: { files: Object.fromEntries(tags.map((tag) => [`${tag}.ts`, sourceLines(tag, 70)])) },
  })
  const served = await scene.serve()
  const session = await served.createSession()
  scene.play([...tags.map((tag) => read(`${tag}.ts`)), read("a.ts"), bash("echo 1")])
  await served.prompt(session, "Read")
  await expect.poll(() => served.metadata(session)).toMatchObject(counted)
  await served.stop()
  const again = await scene.serve()
  await again.prompt(session, "Go on")
  const journal = scene.journal(session)

  const [oldest] = journal
    .flatMap((record) => (record.type === "edit" && record.reason !== "dense" ? [record.part] : []))
    .toSorted()
  const found = journal.filter((record) => record.type === "refetch")
  expect(found).toEqual([
    {
      type: "refetch",
      message: expect.stringMatching(/^msg_/),
      part: expect.stringMatching(/^prt_/),
      tool: "read",
      pruned: oldest,
    },
  ])
  expect(await again.metadata(session)).toMatchObject(counted)
})
