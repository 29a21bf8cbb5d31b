import { expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import type { Script } from "../host/reply.ts"
import { openScene, smallWindow } from "./open-scene.ts"
import { allText, placeholders } from "./request-bytes.ts"
import { read, say, sourceLines } from "./tool-work.ts"

const numbers = Array.from({ length: 20 }, (_, index) => index)
const fileOf = (number: number): string => `part-${number}.ts`

it("twenty sessions at once in one host are not mixed", async () => {
  const scripts = new Map<string, Script>()
  const scene = await openScene({
    model: {
      limit: smallWindow,
      script: (request) => {
        const { sessionID = "", messages } = request
        const file = messages.find(({ role }) => role === "user")?.text ?? ""
        const script =
          scripts.get(sessionID) ??
          replySequence([read(file), read(file), read(file), say(`Read ${file}.`)])
        scripts.set(sessionID, script)
        return script(request)
      },
    },
    host: {
      files: Object.fromEntries(
        numbers.map((number) => [fileOf(number), sourceLines(`part${number}x`, 110)]),
      ),
    },
    plugin: { budget: { trigger: 13_000, target: 11_000 }, protect: { steps: 1 } },
  })
  const served = await scene.serve()
  const unused = await served.createSession()
  const ids = await Promise.all(numbers.map(() => served.createSession()))
  await Promise.all(ids.map((id, number) => served.ask(id, fileOf(number))))

  expect(scene.journals().toSorted()).toEqual(ids.toSorted())
  expect(scene.journals()).not.toContain(unused)
  const summary = ids.map((id, number) => ({
    requests: scene.main(id).length,
    edited: scene.journal(id).some(({ type }) => type === "edit"),
    forecasts: scene.journal(id).filter(({ type }) => type === "request").length,
    files: [...new Set(allText(scene.main(id).at(-1)).match(/part-\d+\.ts/g))],
    placeholders: new Set(
      placeholders(scene.main(id).at(-1)).map((text) => text.includes(fileOf(number))),
    ),
  }))
  expect(summary).toEqual(
    numbers.map((number) => ({
      requests: 4,
      edited: true,
      forecasts: 4,
      files: [fileOf(number)],
      placeholders: new Set([true]),
    })),
  )
  expect(scene.model.invalid).toEqual([])
  expect(scene.tooLarge()).toEqual([])
})
