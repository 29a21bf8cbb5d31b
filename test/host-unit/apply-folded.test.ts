import { describe, expect, it } from "vitest"
import type { HostMessage } from "../../src/host/decode.ts"
import type { Rendition, RenditionContent } from "../../src/session/replay-edits.ts"
import { messageKey, slotKey } from "../../src/session/transcript.ts"
import { applied } from "../builders/applied.ts"

const rendition = (content: RenditionContent): Rendition => ({
  edit: {
    target: { message: "m2", part: "", field: "message" },
    source: "0",
    replacement: { kind: "drop" },
    stage: "stage_c_fallback",
    reason: "folded-step",
    before: 9,
    after: 1,
    at: "m6",
  },
  digest: "",
  tokens: 1,
  content,
})

const message = (id: string, role: string, said: string) => ({
  info: { id, sessionID: "ses_1", role },
  parts: [{ id: `${id}p`, sessionID: "ses_1", messageID: id, type: "text", text: said }],
})
const folded = (...messages: readonly string[]) =>
  new Map(
    messages.map((id) => [messageKey(id), rendition({ kind: "text", text: `- line of ${id}` })]),
  )
const told = (messages: readonly HostMessage[], view: ReadonlyMap<string, Rendition>) =>
  applied(messages, view).flatMap(({ info, parts }) =>
    parts.length === 0
      ? []
      : [[info.role, ...parts.map((part) => (part.type === "text" ? part.text : part.type))]],
  )
const session = [
  message("m1", "user", "Go"),
  message("m2", "assistant", "two"),
  message("m3", "assistant", "three"),
  message("m4", "assistant", "four"),
  message("m5", "user", "On"),
  message("m6", "assistant", "six"),
]

describe("folded steps", () => {
  it("stand as lines behind what the user said before them", () => {
    expect(told(session, folded("m2", "m3"))).toEqual([
      ["user", "Go", `- line of m2\n- line of m3`],
      ["assistant", "four"],
      ["user", "On"],
      ["assistant", "six"],
    ])
  })

  it("are told where they were done, with what is kept between them", () => {
    expect(told(session, folded("m2", "m4", "m6"))).toEqual([
      ["user", "Go", `- line of m2`],
      ["assistant", "three"],
      ["user", `- line of m4`],
      ["user", "On", `- line of m6`],
    ])
  })

  it("become the user's where nobody spoke before them", () => {
    expect(told(session.slice(1, 4), folded("m2", "m3"))).toEqual([
      ["user", `- line of m2\n- line of m3`],
      ["assistant", "four"],
    ])
  })

  it("leave out what edits of their parts say", () => {
    const view = new Map([
      ...folded("m2"),
      [slotKey("m2", "m2p", "text"), rendition({ kind: "text", text: "short" })] as const,
    ])
    expect(told(session.slice(0, 2), view)).toEqual([["user", "Go", `- line of m2`]])
  })
})
