import { expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import type { Script } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import { allText, placeholders } from "./request-bytes.ts"
import { openSession, serveSession } from "./serve-session.ts"
import { read, say, sourceLines } from "./tool-work.ts"

const numbers = Array.from({ length: 20 }, (_, index) => index)
const fileOf = (number: number): string => `part-${number}.ts`

it("twenty sessions at once in one host are not mixed", async () => {
  const scripts = new Map<string, Script>()
  const scene = await openScene({
    model: {
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
  const { model, main, journal, journals, tooLarge } = scene
  const { server, id: unused } = await serveSession(scene)
  const sessions = await Promise.all(numbers.map(() => openSession(server)))
  await Promise.all(sessions.map(({ say: prompt }, number) => prompt(fileOf(number))))

  const ids = sessions.map(({ id }) => id)
  expect(journals().toSorted()).toEqual(ids.toSorted())
  expect(journals()).not.toContain(unused)
  const summary = sessions.map(({ id }, number) => ({
    requests: main(id).length,
    sessions: [...new Set(journal(id).map(({ session }) => session))],
    edited: journal(id).some(({ type }) => type === "edit"),
    forecasts: journal(id).filter(({ type }) => type === "request").length,
    files: [...new Set(allText(main(id).at(-1)).match(/part-\d+\.ts/g))],
    placeholders: new Set(
      placeholders(main(id).at(-1)).map((text) => text.includes(fileOf(number))),
    ),
  }))
  expect(summary).toEqual(
    ids.map((id, number) => ({
      requests: 4,
      sessions: [id],
      edited: true,
      forecasts: 4,
      files: [fileOf(number)],
      placeholders: new Set([true]),
    })),
  )
  expect(model.invalid).toEqual([])
  expect(tooLarge()).toEqual([])
})
