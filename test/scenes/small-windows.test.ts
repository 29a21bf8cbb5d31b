import { beforeAll, expect, it } from "vitest"
import { asRecord } from "../../src/session/is-record.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { read, sourceLines } from "./tool-work.ts"

/** Tokens that the host's own system text and tools leave room beside. */
const windows = [16_384, 32_000, 64_000, 100_000]
const outputsOf = (context: number): readonly number[] => [0, 8_000, context, 2 * context]
const models = windows.flatMap((context) =>
  outputsOf(context).map((output) => [`w${context}-${output}`, { context, output }] as const),
)
const files = ["a", "b", "c"]
const work = Array.from({ length: 6 }, (_, index) => read(`${files[index % 3]}.ts`))

let scene: Scene
let served: Served

beforeAll(async () => {
  scene = await openScene({
    model: { limits: Object.fromEntries(models) },
    host: {
      files: Object.fromEntries(files.map((tag) => [`${tag}.ts`, sourceLines(tag, 45)])),
    },
  })
  served = await scene.serve()
})

it.each(models)("a session goes on in a model of %s: %j", async (modelID, { context }) => {
  const session = await served.createSession()
  for (const prompt of ["Read all files", "And again"]) {
    scene.play(work)
    // oxlint-disable-next-line no-await-in-loop -- one prompt after the other
    expect(await served.prompt(session, prompt, modelID)).toEqual({ text: "Done.", error: "" })
  }
  const requests = scene.model.requests.filter(({ sessionID }) => sessionID === session)
  expect(requests.filter(({ kind }) => kind === "main")).toHaveLength(2 * (work.length + 1))
  expect(requests.filter(({ kind }) => kind === "summary")).toEqual([])
  const asked = requests.map(({ tokens, body }) => tokens + Number(asRecord(body)["max_tokens"]))
  expect(Math.max(...asked)).toBeLessThanOrEqual(context)
  expect(served.toasts.filter((text) => text.includes("without making room"))).toEqual([])
})
