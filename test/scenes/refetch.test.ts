import { expect, it, onTestFinished } from "vitest"
import { createPluggedHost } from "./plugged-host.ts"
import { bash, read, sourceLines } from "./tool-work.ts"

const tags = ["a", "b", "c", "d", "e", "f", "g", "h"]

it("what the model reads again after it was taken out is counted once, also after a restart", async () => {
  const plugged = await createPluggedHost({
    options: { budget: { trigger: 20_000, target: 16_000 } },
    host: { files: Object.fromEntries(tags.map((tag) => [`${tag}.ts`, sourceLines(tag, 70)])) },
  })
  onTestFinished(() => plugged.close())
  const served = await plugged.serve()
  const session = await served.createSession()
  plugged.play([...tags.map((tag) => read(`${tag}.ts`)), read("a.ts"), bash("echo 1")])
  await served.prompt(session, "Read")
  await served.stop()
  const again = await plugged.serve()
  await again.prompt(session, "Go on")
  const journal = plugged.journal(session)
  const { counters } = await again.metadata(session)
  await again.stop()

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
  expect(counters).toMatchObject({ refetch_count: 1 })
})
