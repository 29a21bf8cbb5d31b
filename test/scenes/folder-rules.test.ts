import { expect, it } from "vitest"
import type { RecordedRequest } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import { textsOf } from "./request-bytes.ts"
import { read, say, sourceLines } from "./tool-work.ts"

const rule = "Amounts in this folder are whole cents."
const others = Array.from({ length: 12 }, (_, index) => `other${index}`)

const outputs = (request: RecordedRequest): string[] => textsOf(request, "tool")
const hasRule = (request: RecordedRequest): boolean =>
  outputs(request).some((text) => text.includes(rule))

it("rules of a folder come back with the next read in it when the read that brought them was shortened", async () => {
  const rest = others.map((tag) => read(`${tag}.ts`))
  let gone: RecordedRequest | undefined
  const scene = await openScene({
    model: {
      script: (request) => {
        if (gone) return say("Done.")
        if (outputs(request).length === 0) return read("pay/a.ts")
        if (hasRule(request)) return rest.shift() ?? say("Done.")
        gone = request
        return read("pay/b.ts")
      },
    },
    plugin: { budget: { trigger: 20_000, target: 17_000 }, summarize: { enabled: false } },
    host: {
      files: {
        "pay/AGENTS.md": rule,
        "pay/a.ts": sourceLines("a", 90),
        "pay/b.ts": sourceLines("b", 5),
        ...Object.fromEntries(others.map((tag) => [`${tag}.ts`, sourceLines(tag, 90)])),
      },
    },
  })
  const served = await scene.serve()
  const session = await served.createSession()
  await served.prompt(session, "Look at everything")

  // The read itself still stands there, shortened.
  expect(gone && outputs(gone)[0]).toContain("a0 = compute")
  const last = scene.main(session).at(-1)
  expect(last && outputs(last).filter((text) => text.includes(rule))).toEqual([
    expect.stringContaining("b0 = compute"),
  ])
})
