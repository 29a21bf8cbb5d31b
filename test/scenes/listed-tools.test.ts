import { expect, it } from "vitest"
import { asRecord } from "../../src/session/is-record.ts"
import type { RecordedRequest } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import { allText, messageBytes, placeholders, prefixBytes } from "./request-bytes.ts"
import { call, listing, read, say, sourceLines } from "./tool-work.ts"

const listed = { "*": "deny", read: "allow", bash: "allow", task: "allow" }
const names = ["a", "b", "a", "b", "c", "a"]
const files = Object.fromEntries(["a", "b", "c"].map((tag) => [`${tag}.ts`, sourceLines(tag, 80)]))
const look = [
  ...names.map((tag) => read(`${tag}.ts`)),
  call("bash", { command: listing(120), description: "Look" }),
  say("So."),
]

const toolsOf = (request: RecordedRequest | undefined): unknown[] => {
  const { tools } = asRecord(request?.body)
  return (Array.isArray(tools) ? tools : []).map(
    (tool) => asRecord(asRecord(tool)["function"])["name"],
  )
}

/** Two agents that may only read, one of which the user has denied to recall. */
const openListed = async () => {
  const agent = {
    reader: { mode: "primary", permission: listed },
    denied: { mode: "primary", permission: { ...listed, recall: "deny" } },
  }
  const scene = await openScene({
    model: { limit: { context: 40_000, output: 4_000 } },
    host: { files, config: { agent } },
    plugin: { budget: { trigger: 9_000, target: 6_000 }, summarize: { enabled: false } },
  })
  const served = await scene.serve()
  const session = await served.createSession()
  const ask = async (name: string): Promise<RecordedRequest | undefined> => {
    scene.play(look)
    await served.client.session.prompt({
      path: { id: session },
      body: { agent: name, parts: [{ type: "text", text: "Look at all files." }] },
    })
    return scene.main(session).at(-1)
  }
  return { scene, ask }
}

it("an agent with a list of tools can recall, and gets handles", async () => {
  const { scene, ask } = await openListed()
  const last = await ask("reader")
  expect(toolsOf(last)).toEqual(["bash", "read", "recall", "task"])
  expect(placeholders(last).length).toBeGreaterThan(1)
  expect(allText(last)).not.toContain("read it again]")
  expect(scene.model.invalid).toEqual([])
})

it("an agent that may not recall is told to read again, and what it was told stays", async () => {
  const { scene, ask } = await openListed()
  const last = await ask("denied")
  expect(toolsOf(last)).toEqual(["bash", "read", "task"])
  expect(placeholders(last)).toEqual([])
  expect(allText(last)).toMatch(/\[compacted read [abc]\.ts, [^\]]*; read it again\]/)
  // Another agent takes the session over: nothing that was sent is written anew.
  const first = await ask("reader")
  const next = scene.main().find((request) => toolsOf(request).includes("recall"))
  expect(prefixBytes(next, last).slice(1)).toEqual(messageBytes(last).slice(1))
  expect(placeholders(first).length).toBeGreaterThan(0)
  expect(scene.model.invalid).toEqual([])
})
