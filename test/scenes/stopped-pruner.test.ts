import { expect, it } from "vitest"
import { openScene } from "./open-scene.ts"
import { read, say, sourceLines } from "./tool-work.ts"

const hiding = new URL("../fixtures/hides-outputs.ts", import.meta.url).href
const tags = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]
const files = Object.fromEntries(tags.map((tag) => [`${tag}.ts`, sourceLines(tag, 130)]))

it.each([
  ["after a restart", true, {}],
  ["in the same process", false, {}],
  ["where the host does not compact", true, { compaction: { auto: false } }],
])("a prompt fits when a pruning plugin behind ours stops, %s", async (_, restarts, config) => {
  Reflect.set(globalThis, "isHidingOff", false)
  const scene = await openScene({
    model: { limit: { context: 40_000, output: 4_000 } },
    host: { files, config },
    plugin: { summarize: { enabled: false } },
    neighbours: { behind: [hiding] },
  })
  let served = await scene.serve()
  const session = await served.createSession()
  scene.play([...tags.flatMap((tag) => [read(`${tag}.ts`)]), say("Looked.")])
  await served.ask(session, "Look at everything.")
  if (restarts) {
    await served.stop()
    served = await scene.serve()
  }
  Reflect.set(globalThis, "isHidingOff", true)
  scene.play([say("Ok.")])
  const { error } = await served.prompt(session, "And now?")
  expect(error).toBe("")
  expect(scene.journal(session).filter(({ type }) => type === "native-compaction")).toEqual([])
})
