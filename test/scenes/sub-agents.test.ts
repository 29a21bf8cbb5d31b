import { expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import type { Script } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import { allText, placeholders } from "./request-bytes.ts"
import { serveSession } from "./serve-session.ts"
import { firstLook, read, say, secondLook, workFiles } from "./tool-work.ts"

const small = { context: 18_000, output: 2_000 }

it("a sub-agent's session has its own budget and journal", async () => {
  const task = {
    description: "Look closely",
    prompt: "Look closely at a.ts and b.ts.",
    subagent_type: "helper",
  }
  const parentScript = replySequence([
    read("a.ts"),
    { calls: [{ name: "task", input: task }] },
    read("b.ts"),
    say("The helper is right."),
  ])
  const childScript = replySequence([...firstLook, ...secondLook, say("Nothing was found.")])
  let parentID: string | undefined
  const script: Script = (request) => {
    parentID ??= request.sessionID
    return request.sessionID === parentID ? parentScript(request) : childScript(request)
  }
  const scene = await openScene({
    model: { limit: { context: 64_000, output: 4_000 }, limits: { small }, script },
    host: {
      files: workFiles,
      config: {
        agent: { helper: { mode: "subagent", description: "Helps", model: "scripted/small" } },
      },
    },
    plugin: { budget: { target: 0.8 } },
  })
  const { model, main, journal, journals, tooLarge } = scene
  const parent = await serveSession(scene)
  await parent.say("Have a.ts and b.ts looked at.")

  const [child = ""] = journals().filter((id) => id !== parent.id)
  const asked = main(child)
  expect(journals().toSorted()).toEqual([parent.id, child].toSorted())
  expect(asked.map((request) => request.model)).toEqual(asked.map(() => "small"))
  expect(placeholders(asked.at(-1)).length).toBeGreaterThan(2)
  expect(allText(main(parent.id).at(-1))).toContain("Nothing was found.")

  const types = (id: string) => [...new Set(journal(id).map(({ type }) => type))].toSorted()
  expect(types(parent.id)).toEqual(["request", "response"])
  expect(types(child)).toEqual(["edit", "refetch", "request", "response"])
  expect(journal(parent.id).filter(({ session }) => session !== parent.id)).toEqual([])
  expect(journal(child).filter(({ session }) => session !== child)).toEqual([])
  const limits = (id: string) =>
    new Set(journal(id).flatMap(({ type, limit }) => (type === "request" ? [limit] : [])))
  expect([limits(parent.id), limits(child)]).toEqual([new Set([60_000]), new Set([16_000])])

  expect(model.invalid).toEqual([])
  expect(tooLarge()).toEqual([])
})
