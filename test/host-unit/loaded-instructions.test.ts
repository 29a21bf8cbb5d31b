import { expect, it } from "vitest"
import { dense } from "../../src/session/dense.ts"
import { appendEdits } from "../../src/session/append-edits.ts"
import { createDecode } from "../../src/host/decode.ts"
import { applied } from "../builders/applied.ts"
import { createDraft } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"

const LOADED = ["/project/pay/AGENTS.md"]
const lines = Array.from({ length: 30 }, (_, n) => `${n + 1}: const a${n} = ${n}`).join("\n")

const sentWith = (rules: string, shown: (output: string) => string): unknown => {
  const output = `<path>/project/pay/a.ts</path>\n<type>file</type>\n<content>\n${lines}\n</content>\n\n<system-reminder>\nInstructions from: ${LOADED[0]}\n${rules}\n</system-reminder>`
  const ids = { sessionID: "ses_1", messageID: "m1", id: "p1" }
  const time = { start: 1, end: 2 }
  const metadata = { loaded: LOADED }
  const state = { status: "completed", input: {}, output, metadata, time }
  const part = { ...ids, type: "tool", tool: "read", callID: "c", state }
  const raw = [{ info: { id: "m1", role: "assistant" }, parts: [part] }]
  const transcript = createDecode()(raw, { sessionID: "ses_1", directory: "/project" })
  const meter = createTestMeter()
  const target = { message: "m1", part: "p1", field: "output" } as const
  const replacement = { kind: "text", text: shown(output) } as const
  const { view } = appendEdits({
    draft: createDraft(transcript, { meter }),
    proposals: [{ target, replacement, reason: "dense" }],
    meter,
    stage: "stage_a_prune",
  })
  expect(view.size).toBe(1)
  return applied(raw, view)[0]?.parts[0]
}

const RULES = [
  "- Never push.\n- Ask first.",
  "1: Never push.\n2: Amounts are cents.\n3: Ask first.",
  "1| Never push.\n2| Cents.\n3| Ask.",
  "1\tNever push.\n2\tCents.\n3\tAsk.",
]

it.each(RULES)("instructions that a dense read still shows count as loaded: %j", (rules) => {
  const part = sentWith(rules, (text) => dense({ tool: "read", text, directory: "/project" }))
  expect(part).toHaveProperty("state.metadata.loaded", LOADED)
})

it.each(RULES)("instructions that went with a read do not count as loaded: %j", (rules) => {
  expect(sentWith(rules, () => "[compacted]")).not.toHaveProperty("state.metadata.loaded")
})
