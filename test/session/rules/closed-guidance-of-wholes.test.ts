import { describe, expect, it } from "vitest"
import type { Edit, MessageTarget } from "../../../src/session/edit.ts"
import type { RenditionContent } from "../../../src/session/replay-edits.ts"
import { closedGuidance } from "../../../src/session/rules/closed-guidance.ts"
import { messageKey } from "../../../src/session/transcript.ts"
import { createDraft } from "../../builders/draft.ts"
import { createTestMeter } from "../../builders/meter.ts"
import { assistant, createTranscript, text, user } from "../../builders/transcript.ts"

const rule = "Never push to the main branch"
const closed = {
  requests: new Map<string, () => string>(),
  skills: new Set(["review"]),
  lines: [rule],
}
const go = user(text("Go"))

const cleaned = (target: object) => [
  { target, replacement: { kind: "text", text: "Summary" }, reason: "closed-guidance" },
]

describe("of messages that were replaced whole, closed guidance", () => {
  const messages = [go, assistant(text(rule)), assistant(text("Done"))]
  const replaced = (content: RenditionContent, also: readonly string[] = []) => {
    const target: MessageTarget = { message: "m02", part: "", field: "message", also }
    const edit: Edit = {
      target,
      source: "",
      replacement: { kind: "drop" },
      stage: "stage_c_llm",
      reason: "summarized",
      before: 9,
      after: 1,
      at: "m03",
    }
    const view = new Map([[messageKey("m02"), { edit, digest: "", tokens: 1, content }]])
    return closedGuidance(
      { ...createDraft(createTranscript(...messages)), view },
      { closed, meter: createTestMeter() },
    )
  }
  const target = { message: "m02", part: "", field: "message" }

  it.each<[string, RenditionContent, readonly string[], readonly object[]]>([
    ["goes out of the text", { kind: "text", text: `Summary\n- ${rule}` }, [], cleaned(target)],
    [
      "goes out of the text of all that it stands for",
      { kind: "text", text: `Summary\n- ${rule}` },
      ["m01"],
      cleaned({ ...target, also: ["m01"] }),
    ],
    ["leaves a text without it", { kind: "text", text: "Summary" }, [], []],
    ["leaves what has gone", { kind: "drop" }, [], []],
  ])("%s", (_, content, also, expected) => {
    expect(replaced(content, also)).toEqual(expected)
  })
})
