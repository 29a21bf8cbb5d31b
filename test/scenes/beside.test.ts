import { describe, expect, it } from "vitest"
import { forecastErrors } from "./journal-accuracy.ts"
import { openScene } from "./open-scene.ts"
import { copyOfPlugin } from "./scene-host.ts"
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

describe("a second copy of the plugin", () => {
  it.each<[string, (copy: string) => Neighbours]>([
    ["before", (copy) => ({ before: [copy] })],
    ["behind", (copy) => ({ behind: [copy] })],
  ])("stays out and says so once: loaded %s the other", async (_, neighboursOf) => {
    const scene = await openScene({ host: { files }, neighbours: neighboursOf(copyOfPlugin()) })
    const served = await scene.serve()
    const session = await served.createSession()
    scene.play([read("a.ts"), say("Read.")])
    await served.ask(session, "Look at a.ts.")
    await served.ask(session, "And now?")
    const requests = scene.journal(session).filter(({ type }) => type === "request")
    expect(requests).toHaveLength(scene.main(session).length)
    await expect
      .poll(() => served.toasts.filter((toast) => toast.includes("loaded twice")))
      .toHaveLength(1)
    expect(scene.model.invalid).toEqual([])
  })

  it("takes the place of the first after a restart", async () => {
    const scene = await openScene({ host: { files } })
    for (const prompt of ["One", "Two"]) {
      const served = await scene.serve()
      await served.ask(await served.createSession(), prompt)
      await served.stop()
    }
    expect(scene.journals()).toHaveLength(2)
  })
})
