import { expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import type { Script } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import { allText, placeholders } from "./request-bytes.ts"
import { call, firstLook, read, say, secondLook, workFiles } from "./tool-work.ts"

const small = { context: 18_000, output: 2_000 }

it("a sub-agent's session has its own budget and journal", async () => {
  const task = {
    description: "Look closely",
    prompt: "Look closely at a.ts and b.ts.",
    subagent_type: "helper",
  }
  const parentScript = replySequence([
    read("a.ts"),
    call("task", task),
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
    model: { limits: { small }, script },
    host: {
      files: workFiles,
      config: {
        agent: { helper: { mode: "subagent", description: "Helps", model: "scripted/small" } },
      },
    },
    plugin: { budget: { target: 0.8 } },
  })
  const served = await scene.serve()
  const parent = await served.createSession()
  await served.ask(parent, "Have a.ts and b.ts looked at.")

  const [child = ""] = scene.journals().filter((id) => id !== parent)
  const asked = scene.main(child)
  expect(scene.journals().toSorted()).toEqual([parent, child].toSorted())
  expect(asked.map((request) => request.model)).toEqual(asked.map(() => "small"))
  expect(placeholders(asked.at(-1)).length).toBeGreaterThan(2)
  expect(allText(scene.main(parent).at(-1))).toContain("Nothing was found.")

  const types = (id: string) => [...new Set(scene.journal(id).map(({ type }) => type))].toSorted()
  expect(types(parent)).toEqual(["request", "response"])
  expect(types(child)).toEqual(["edit", "refetch", "request", "response"])
  const limits = (id: string) =>
    new Set(scene.journal(id).flatMap((line) => (line.type === "request" ? [line.limit] : [])))
  expect([limits(parent), limits(child)]).toEqual([new Set([60_000]), new Set([16_000])])

  expect(scene.model.invalid).toEqual([])
  expect(scene.tooLarge()).toEqual([])
})
