import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { OVERFLOW_CROWDED } from "../../src/session/crowded-texts.ts"
import { openScene, smallWindow } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { textsOf } from "./request-bytes.ts"
import { read, say, sourceLines } from "./tool-work.ts"

const terminal = "dispatch_prompt_overflow_terminal"
const long = sourceLines("rule", 2_000).slice(0, 150_000)
const refusals = (scene: Scene, session: string) =>
  scene.journal(session).filter(({ type }) => type === terminal)

describe("instructions that fill the window", () => {
  it.each<[string, Parameters<typeof openScene>[0]]>([
    ["AGENTS.md", { model: { limit: smallWindow }, host: { files: { "AGENTS.md": long } } }],
    [
      "the agent's prompt",
      { model: { limit: smallWindow }, host: { config: { agent: { build: { prompt: long } } } } },
    ],
    ["the host's own, in a window of 8,192,", { model: { limit: { context: 8_192, output: 0 } } }],
    [
      "the host's own, in a window of 8,192 with as large an output,",
      { model: { limit: { context: 8_192, output: 8_192 } } },
    ],
  ])("%s: named with their tokens, once", async (_, options) => {
    const scene = await openScene(options)
    const served = await scene.serve()
    const session = await served.createSession()
    for (const prompt of ["Hello", "Are you there?", "Hello?"])
      // oxlint-disable-next-line no-await-in-loop -- one prompt after the other
      expect((await served.prompt(session, prompt)).error).toContain(OVERFLOW_CROWDED)
    expect(refusals(scene, session)).toEqual([
      expect.objectContaining({
        around: { system: expect.any(Number), tools: expect.any(Number) },
      }),
    ])
    const [refusal] = refusals(scene, session)
    const { system = 0, tools = 0 } = refusal?.type === terminal ? (refusal.around ?? {}) : {}
    await expect
      .poll(() => served.toasts)
      .toEqual([expect.stringContaining(`about ${system} tokens and tools about ${tools}`)])
    await expect
      .poll(() => served.metadata(session))
      .toMatchObject({ counters: { overflow_terminal_count: 1 } })
    expect(scene.main(session)).toEqual([])
  })

  it("are read again once they are short, and what was asked meanwhile stands as it was", async () => {
    const scene = await openScene({
      model: { limit: smallWindow },
      host: { files: { "AGENTS.md": long, "a.ts": sourceLines("a", 60) } },
    })
    const served = await scene.serve()
    const file = path.join(scene.host.project, "AGENTS.md")
    fs.writeFileSync(file, "Be brief.")
    const session = await served.createSession()
    scene.play([read("a.ts"), say("Read.")])
    await served.ask(session, "Read the file")
    fs.writeFileSync(file, long)
    const asked = sourceLines("asked", 30)
    expect((await served.prompt(session, asked)).error).toContain(OVERFLOW_CROWDED)
    expect((await served.prompt(session, "Hello")).error).toContain(OVERFLOW_CROWDED)
    fs.writeFileSync(file, "Be brief.")
    scene.play([say("Here.")])
    await served.ask(session, "And now?")
    const said = textsOf(scene.main(session).at(-1), "user")
    expect(said).toEqual(["Read the file", asked, "Hello", "And now?"])
    expect(scene.journal(session).filter(({ type }) => type === "edit")).toEqual([])
    expect(refusals(scene, session)).toHaveLength(1)
  })
})
