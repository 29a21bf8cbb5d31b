import { beforeAll, describe, expect, it } from "vitest"
import { asRecord } from "../../src/session/is-record.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { sourceLines } from "./tool-work.ts"

/** Names of the host's own agents, which a user has given to theirs. */
const names = ["compaction", "title", "summary"]

describe("an agent that the user calls like one of the host's own", () => {
  let scene: Scene
  let served: Served

  beforeAll(async () => {
    const own = { mode: "primary", prompt: "You are a reviewer." }
    scene = await openScene({
      model: { limit: { context: 16_000, output: 1_000 } },
      host: { config: { agent: Object.fromEntries(names.map((name) => [name, own])) } },
    })
    served = await scene.serve()
  })

  const ask = async (session: string, agent: string, text: string) => {
    const { data } = await served.client.session.prompt({
      path: { id: session },
      body: { agent, parts: [{ type: "text", text }] },
    })
    const { message = "" } = asRecord(asRecord(asRecord(data?.info)["error"])["data"])
    return message
  }

  it.each(names)("is held to its model's window: %s", async (name) => {
    const session = await served.createSession()
    expect(await ask(session, name, "Review it.")).toBe("")
    expect(scene.journal(session)).toEqual([
      expect.objectContaining({ type: "request", agent: name }),
    ])
    const sent = scene.model.requests.length
    const paste = sourceLines("pasted", 900)
    expect(await ask(session, name, paste)).toContain("dispatch_prompt_overflow_terminal")
    expect(scene.model.requests.slice(sent)).toEqual([])
    expect(scene.tooLarge()).toEqual([])
  })
})
