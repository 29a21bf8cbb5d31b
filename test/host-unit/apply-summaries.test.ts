import { describe, expect, it } from "vitest"
import type { HostMessage } from "../../src/host/decode.ts"
import type { Target } from "../../src/session/edit.ts"
import { placeRendition } from "../../src/session/replay-edits.ts"
import type { Rendition } from "../../src/session/replay-edits.ts"
import { applied } from "../builders/applied.ts"

/** Summaries and lines by the messages they are about; each stands at its last. */
const view = (...targets: readonly (readonly string[])[]): ReadonlyMap<string, Rendition> => {
  const renditions = new Map<string, Rendition>()
  for (const ids of targets) {
    const target: Target = {
      message: ids.at(-1) ?? "",
      part: "",
      field: "message",
      also: ids.slice(0, -1),
    }
    placeRendition(renditions, {
      edit: {
        target,
        source: "0",
        replacement: { kind: "text", text: "" },
        stage: "stage_c_llm",
        reason: "summarized",
        before: 9,
        after: 1,
        at: "m8",
      },
      digest: "",
      tokens: 1,
      content: { kind: "text", text: `(${ids.join(" ")})` },
    })
  }
  return renditions
}

const message = (id: string, role: string) => ({
  info: { id, sessionID: "ses_1", role },
  parts: [{ id: `${id}p`, sessionID: "ses_1", messageID: id, type: "text", text: id }],
})
const session = [
  message("m1", "user"),
  message("m2", "assistant"),
  message("m3", "assistant"),
  message("m4", "user"),
  message("m5", "assistant"),
  message("m6", "assistant"),
  message("m7", "user"),
  message("m8", "assistant"),
]
const told = (
  renditions: ReadonlyMap<string, Rendition>,
  messages: readonly HostMessage[] = session,
) =>
  applied(messages, renditions).flatMap(({ info, parts }) =>
    parts.length === 0
      ? []
      : [[info.role, ...parts.map((part) => (part.type === "text" ? part.text : part.type))]],
  )

describe("a summary", () => {
  it("stands where its last step stood, and its other steps leave nothing", () => {
    expect(told(view(["m2", "m3"]))).toEqual([
      ["user", "m1", "(m2 m3)"],
      ["user", "m4"],
      ["assistant", "m5"],
      ["assistant", "m6"],
      ["user", "m7"],
      ["assistant", "m8"],
    ])
  })

  it("leaves what users said between its steps where it is, and stands behind it", () => {
    expect(told(view(["m2", "m3", "m5", "m6"]))).toEqual([
      ["user", "m1"],
      ["user", "m4", "(m2 m3 m5 m6)"],
      ["user", "m7"],
      ["assistant", "m8"],
    ])
  })

  it("leaves a step that is kept in its middle, and stands where its last step stood", () => {
    expect(told(view(["m2", "m3", "m6"]))).toEqual([
      ["user", "m1"],
      ["user", "m4"],
      ["assistant", "m5"],
      ["user", "(m2 m3 m6)"],
      ["user", "m7"],
      ["assistant", "m8"],
    ])
  })

  it("stands with the lines of later steps, in their order", () => {
    expect(told(view(["m2", "m3"], ["m5"], ["m6"]))).toEqual([
      ["user", "m1", "(m2 m3)"],
      ["user", "m4", "(m5)\n(m6)"],
      ["user", "m7"],
      ["assistant", "m8"],
    ])
  })

  it("becomes the user's where nobody spoke before", () => {
    expect(told(view(["m2", "m3"]), session.slice(1, 6))).toEqual([
      ["user", "(m2 m3)"],
      ["user", "m4"],
      ["assistant", "m5"],
      ["assistant", "m6"],
    ])
  })

  it("becomes the user's at its last step where its first was the session's first", () => {
    expect(told(view(["m5", "m6"]), session.slice(4))).toEqual([
      ["user", "(m5 m6)"],
      ["user", "m7"],
      ["assistant", "m8"],
    ])
  })

  it("keeps every message of the host, so that none of them loses its place", () => {
    const ids = applied(session, view(["m2", "m3", "m5", "m6"])).map(({ info }) => info.id)
    expect(ids).toEqual(session.map(({ info }) => info.id))
  })
})
