import { beforeAll, describe, expect, it } from "vitest"
import { geminiBodySchema } from "../host/gemini-problems.ts"
import { lastTurn, runSignedSession, thought } from "./signed-session.ts"
import type { SignedSession } from "./signed-session.ts"
import { edit, write } from "./tool-work.ts"

let session: SignedSession

beforeAll(async () => {
  session = await runSignedSession({
    protocol: "gemini",
    tools: { write, fail: (path, content) => edit(path, content, "nothing") },
    auto: false,
  })
})

describe("a session over Gemini", () => {
  it("edits inputs, outputs and whole steps, and every body stays valid", () => {
    expect(session.scene.model.invalid).toEqual([])
    expect(session.scene.tooLarge()).toEqual([])
    expect(new Set(session.edits.map(({ field }) => field))).toEqual(
      new Set(["input", "output", "message"]),
    )
  })

  it("keeps the signature of a call whose input was shortened", () => {
    const last = session.scene.main(session.id).at(-1)
    const parts = geminiBodySchema.parse(last?.body).contents.flatMap((content) => content.parts)
    const shortened = parts.filter(({ functionCall }) =>
      JSON.stringify(functionCall?.args ?? {}).includes("[compacted "),
    )
    expect(shortened).not.toEqual([])
    expect(shortened.filter(({ thoughtSignature }) => thoughtSignature === undefined)).toEqual([])
    const thoughts = parts.flatMap(({ text, thought: isThought }) => (isThought ? [text] : []))
    expect(thoughts.slice(-10)).toEqual(
      Array.from({ length: 10 }, (_, step) => thought(lastTurn, step)),
    )
  })
})
