import fs from "node:fs"
import path from "node:path"
import { beforeAll, expect, it } from "vitest"
import { emptyFolder } from "../builders/empty-folder.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { read, sourceLines } from "./tool-work.ts"

/** Stated in the host's own list of models alone; the endpoint has the same window. */
const context = 24_000
const outputs = [0, 8_000, context, 2 * context]
const idOf = (output: number): string => `listed-${output}`
const work = Array.from({ length: 6 }, (_, index) => read(`${index % 2 === 0 ? "a" : "b"}.ts`))

let scene: Scene
let served: Served

beforeAll(async () => {
  const list = path.join(emptyFolder(), "models.json")
  const models = Object.fromEntries(
    outputs.map((output) => [
      idOf(output),
      {
        id: idOf(output),
        name: idOf(output),
        release_date: "2026-01-01",
        attachment: false,
        reasoning: false,
        temperature: true,
        tool_call: true,
        limit: { context, output },
      },
    ]),
  )
  const provider = { id: "scripted", name: "Scripted", env: [], npm: "@ai-sdk/openai-compatible" }
  fs.writeFileSync(list, JSON.stringify({ scripted: { ...provider, models } }))
  scene = await openScene({
    model: { limit: { context, output: 2_000 } },
    host: {
      environment: { OPENCODE_MODELS_PATH: list },
      files: { "a.ts": sourceLines("a", 45), "b.ts": sourceLines("b", 45) },
    },
  })
  served = await scene.serve()
})

it.each(outputs)("a session goes on in a listed model with an output of %i", async (output) => {
  const session = await served.createSession()
  for (const prompt of ["Read all files", "And again"]) {
    scene.play(work)
    // oxlint-disable-next-line no-await-in-loop -- one prompt after the other
    expect(await served.prompt(session, prompt, idOf(output))).toEqual({ text: "Done.", error: "" })
  }
  const requests = scene.model.requests.filter(({ sessionID }) => sessionID === session)
  expect(requests.map(({ kind }) => kind)).toEqual(Array(2 * (work.length + 1)).fill("main"))
  expect(scene.tooLarge()).toEqual([])
})
