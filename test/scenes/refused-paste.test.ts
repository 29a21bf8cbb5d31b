import { beforeAll, describe, expect, it } from "vitest"
import { asRecord } from "../../src/session/is-record.ts"
import type { RecordedRequest } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { messageBytes, prefixBytes } from "./request-bytes.ts"
import type { Served } from "./served.ts"
import { bash, listing, read, say, sourceLines } from "./tool-work.ts"

const terminal = "dispatch_prompt_overflow_terminal"
const tags = ["a", "b", "c", "d"]
const paste = sourceLines("pasted", 3_000)

describe("a paste that can never fit", () => {
  let scene: Scene
  let served: Served
  let session = ""
  let before: RecordedRequest | undefined
  let refusal = ""

  beforeAll(async () => {
    scene = await openScene({
      model: { limit: { context: 30_000, output: 2_000 } },
      host: {
        files: Object.fromEntries(tags.map((tag) => [`${tag}.ts`, sourceLines(tag, 60)])),
      },
    })
    served = await scene.serve()
    session = await served.createSession()
    scene.play(tags.map((tag) => read(`${tag}.ts`)))
    await served.ask(session, "Read all files")
    before = scene.main(session).at(-1)
    refusal = (await served.prompt(session, paste)).error
  })

  it("is refused, and none of the edits made for it is kept", () => {
    expect(refusal).toContain(terminal)
    expect(scene.journal(session).at(-1)?.type).toBe(terminal)
    expect(scene.journal(session).filter(({ type }) => type === "edit")).toEqual([])
    expect(scene.model.requests.filter(({ kind }) => kind === "summary")).toEqual([])
  })

  it("is recorded with the tokens that were there before any stage", async () => {
    const record = scene.journal(session).at(-1)
    const forecast = record?.type === terminal ? record.forecast : 0
    await expect
      .poll(() => served.metadata(session))
      .toEqual({
        version: 1,
        session,
        facts: {
          compaction_overflow_terminal: true,
          compaction_prompt_tokens_before: expect.any(Number),
          compaction_prompt_token_budget: 28_000,
        },
        counters: { overflow_terminal_count: 1 },
      })
    const { facts } = await served.metadata(session)
    const told = Number(asRecord(facts)["compaction_prompt_tokens_before"])
    expect(told).toBeGreaterThan(forecast)
    expect(served.toasts.filter((text) => text.includes("replaced"))).toEqual([])
  })

  it("leaves the next prompt as it would have been: all that was sent goes again", async () => {
    scene.play([say("Small.")])
    await served.ask(session, "And now?")
    const after = scene.main(session).at(-1)
    expect(prefixBytes(after, before)).toEqual(messageBytes(before))
    expect(scene.journal(session).filter(({ type }) => type === "edit")).toEqual([
      expect.objectContaining({ reason: "refused-message" }),
    ])
  })

  it("leaves room for a batch where one is due and fits", async () => {
    scene.play([bash(listing(800)), say("Listed.")])
    await served.ask(session, "List the modules")
    expect(scene.journal(session).filter(({ type }) => type === "edit").length).toBeGreaterThan(1)
    expect(scene.tooLarge()).toEqual([])
    expect(scene.model.invalid).toEqual([])
  })
})
