import { describe, expect, it } from "vitest"
import { forecastErrors } from "./journal-accuracy.ts"
import { openScene } from "./open-scene.ts"
import type { Neighbours } from "./scene-host.ts"
import { bash, listing, read, say, sourceLines } from "./tool-work.ts"

const pruning = new URL("../fixtures/pruning-neighbour.ts", import.meta.url).href
const tags = ["a", "b", "c", "d", "e", "f"]
const files = Object.fromEntries(tags.map((tag) => [`${tag}.ts`, sourceLines(tag, 60)]))

const orders: [string, Neighbours][] = [
  ["before ours", { before: [pruning] }],
  ["behind ours", { behind: [pruning] }],
]

describe("another plugin that prunes", () => {
  it.each(orders)("does not make forecasts wrong where it stands %s", async (_, neighbours) => {
    const scene = await openScene({
      model: { limit: { context: 40_000, output: 4_000 } },
      host: { files },
      plugin: { budget: { trigger: 19_000, target: 17_500 }, summarize: { enabled: false } },
      neighbours,
    })
    const served = await scene.serve()
    const session = await served.createSession()
    scene.play([...tags.map((tag) => read(`${tag}.ts`)), say("So much for the first look.")])
    await served.ask(session, "Look at everything.")
    scene.play([
      ...tags.map((tag) => read(`${tag}.ts`)),
      bash(listing(200)),
      read("a.ts"),
      bash(listing(200)),
      bash(listing(200, "late")),
      say("Done."),
    ])
    await served.ask(session, "And once more.")
    const journal = scene.journal(session)
    const errors = forecastErrors(journal, scene.main(session)).slice(3)
    expect(journal.filter(({ type }) => type === "edit").length).toBeGreaterThan(3)
    expect(errors.filter((error) => Math.abs(error) > 0.02)).toEqual([])
    expect(scene.tooLarge()).toEqual([])
    expect(scene.model.invalid).toEqual([])
  })
})
