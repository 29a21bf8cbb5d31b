import fs from "node:fs"
import path from "node:path"
import { beforeAll, expect, it } from "vitest"
import { asRecord } from "../../src/session/is-record.ts"
import type { RecordedRequest } from "../host/reply.ts"
import { openScene, smallWindow } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { read, sourceLines } from "./tool-work.ts"

const tags = ["a", "b", "c", "d", "e"]
const work = tags.map((tag) => read(`${tag}.ts`))

let scene: Scene
let served: Served

beforeAll(async () => {
  scene = await openScene({
    model: {
      limit: smallWindow,
      limits: {
        "equal-small": { context: 32_000, output: 32_000 },
        "equal-large": { context: 128_000, output: 128_000 },
        // What the endpoint enforces; the configuration below promises more.
        boaster: smallWindow,
        braggart: smallWindow,
      },
    },
    host: {
      files: Object.fromEntries(tags.map((tag) => [`${tag}.ts`, sourceLines(tag, 290)])),
      config: {
        provider: {
          scripted: {
            models: {
              zero: { name: "zero", tool_call: true, limit: { context: 0, output: 0 } },
              absent: { name: "absent", tool_call: true },
              boaster: { limit: { context: 100_000, output: 8_000 } },
              braggart: { limit: { context: 200_000, output: 8_000 } },
            },
          },
        },
      },
    },
  })
  served = await scene.serve()
})

/** A prompt, the steps of work that follow, and a second prompt. */
const useModel = async (modelID: string): Promise<readonly RecordedRequest[]> => {
  const session = await served.createSession()
  scene.play(work)
  expect(await served.prompt(session, "Read all files", modelID)).toEqual({
    text: "Done.",
    error: "",
  })
  expect(await served.prompt(session, "And now?", modelID)).toEqual({ text: "Done.", error: "" })
  return scene.main(session)
}
const outputOf = ({ body }: RecordedRequest): number => Number(asRecord(body)["max_tokens"])

it.each(["equal-small", "equal-large"])(
  "the plugin works with %s, whose stated output is as large as its context",
  async (modelID) => {
    const requests = await useModel(modelID)
    const { context = 0 } = scene.model.limits[modelID] ?? {}
    expect(requests.length).toBeGreaterThan(work.length)
    expect(requests.filter((request) => request.refused)).toEqual([])
    expect(requests.filter((request) => request.tokens + outputOf(request) > context)).toEqual([])
    expect(served.toasts.filter((message) => message.includes("are unknown"))).toEqual([])
  },
)

it.each(["zero", "absent"])(
  "the plugin works with %s, which states no limits, and says so once",
  async (modelID) => {
    const requests = [...(await useModel(modelID)), ...(await useModel(modelID))]
    expect(requests.filter((request) => request.refused)).toEqual([])
    expect(requests.filter((request) => request.tokens + outputOf(request) > 32_000)).toEqual([])
    await expect
      .poll(() => served.toasts.filter((text) => text.includes(`scripted/${modelID} are unknown`)))
      .toEqual([
        `The limits of scripted/${modelID} are unknown; assuming a context of 32000 tokens (option budget.fallbackContext).`,
      ])
  },
)

/** The context learned of a model, in the plugin's file. */
const learnedContext = (model: string): unknown => {
  const file = path.join(scene.folder, "models.json")
  const { models } = asRecord(JSON.parse(fs.readFileSync(file, "utf8")))
  return asRecord(asRecord(models)[`scripted/${model}`])["context"]
}
const refusalsOf = (requests: readonly RecordedRequest[]): number =>
  requests.filter(({ refused }) => refused).length

it("the plugin learns the limit that a provider enforces, for later requests, sessions and processes", async () => {
  const before = scene.model.requests.length
  expect(refusalsOf(await useModel("boaster"))).toBe(1)
  expect(learnedContext("boaster")).toBe(32_000)
  await served.stop()
  served = await scene.serve()
  expect(refusalsOf(await useModel("boaster"))).toBe(0)
  expect(refusalsOf(scene.model.requests.slice(before))).toBe(1)
  expect(scene.model.invalid).toEqual([])
})

it("the plugin learns a limit under a quarter of the stated one from a second refusal", async () => {
  const session = await served.createSession()
  scene.play(work)
  await served.prompt(session, "Read all files", "braggart")
  expect(refusalsOf(scene.main(session))).toBe(2)
  expect(learnedContext("braggart")).toBe(32_000)
  await served.stop()
  served = await scene.serve()
  expect(refusalsOf(await useModel("braggart"))).toBe(0)
})
