import { describe, expect, it } from "vitest"
import type { Rendition, RenditionContent } from "../../src/session/replay-edits.ts"
import { PART_FIELDS } from "../../src/session/transcript.ts"
import type { Field } from "../../src/session/transcript.ts"
import { applied } from "../builders/applied.ts"

const ids = { sessionID: "ses_1", messageID: "m1" }
const metadata = { openai: { itemId: "item_1" } }
const text = { ...ids, id: "p1", type: "text", text: "said", metadata }
const reasoning = { ...ids, id: "p2", type: "reasoning", text: "thought", metadata }
const picture = {
  ...ids,
  id: "p3",
  type: "file",
  mime: "image/png",
  filename: "a.png",
  url: "data:,",
}
const call = {
  ...ids,
  id: "p4",
  type: "tool",
  tool: "write",
  callID: "call_1",
  metadata,
  state: {
    status: "completed",
    input: { filePath: "a", content: "long" },
    output: "whole",
    attachments: [picture],
    time: { start: 1, end: 2 },
  },
}
const failed = { ...call, state: { status: "error", input: {}, error: "a long error" } }
const reminder =
  "\n\n<system-reminder>\nInstructions from: a/AGENTS.md\nBe kind. \n</system-reminder>"
const readWith = (output: string, loaded: object) => ({
  ...call,
  state: { ...call.state, output, metadata: { truncated: false, ...loaded } },
})
const instructed = readWith(`whole${reminder}`, { loaded: ["a/AGENTS.md"] })
const { metadata: _, ...bareCall } = call
const { metadata: __, ...bareText } = text

const rendition = (part: string, field: Field, content: RenditionContent): Rendition => ({
  edit: {
    target: { message: "m1", part, field },
    source: "0",
    replacement: { kind: "drop" },
    stage: "stage_a_prune",
    reason: "dense",
    before: 9,
    after: 1,
    at: "m1",
  },
  digest: "",
  tokens: 1,
  content,
})
const note: RenditionContent = { kind: "text", text: "note" }

const sent = (
  parts: readonly unknown[],
  view: Record<string, RenditionContent>,
  role = "assistant",
) =>
  applied(
    [{ info: { id: "m1", role }, parts }],
    new Map(
      Object.entries(view).map(([slot, content]) => {
        const [part = "", field] = slot.split("/")
        return [
          `m1/${slot}`,
          rendition(part, PART_FIELDS.find((one) => one === field) ?? "text", content),
        ]
      }),
    ),
  )[0]?.parts

const opaque = { copilot: { reasoningOpaque: "x" } }
const known = { openai: { itemId: "item_1", phase: "work" }, ...opaque }
const shortInput = {
  [`m1/${call.id}/input`]: rendition("p4", "input", { kind: "input", input: {} }),
}
const of = (part: object, view: Record<string, Rendition>) =>
  applied(
    [{ info: { id: "m1", role: "assistant" }, parts: [part] }],
    new Map(Object.entries(view)),
  )[0]?.parts
const keeping = (view: Record<string, Rendition>) =>
  Object.fromEntries(
    Object.entries(view).map(([key, one]) => [
      key,
      { ...one, edit: { ...one.edit, keepsMetadata: true as const } },
    ]),
  )

describe("applied renditions", () => {
  it.each<[string, unknown, unknown]>([
    ["nothing", sent([text, call], {}), [text, call]],
    ["nothing of another field", sent([text], { "p1/output": note }), [text]],
    ["nothing of another part", sent([text], { "p2/text": note }), [text]],
    [
      "an output; ids stay, the model made none of it",
      sent([call], { "p4/output": note }),
      [{ ...call, state: { ...call.state, output: "note" } }],
    ],
    [
      "an output with a folder's instructions; the host may load them again",
      sent([instructed], { "p4/output": note }),
      [readWith("note", {})],
    ],
    [
      "an output whose instructions stay; they count as loaded",
      sent([instructed], {
        "p4/output": { kind: "text", text: `note${reminder.replace(" \n", "\n")}` },
      }),
      [readWith(`note${reminder.replace(" \n", "\n")}`, { loaded: ["a/AGENTS.md"] })],
    ],
    [
      "an error",
      sent([failed], { "p4/output": note }),
      [{ ...failed, state: { ...failed.state, error: "note" } }],
    ],
    [
      "an input; the provider's ids of the whole message go",
      sent([text, call], {
        "p4/input": { kind: "input", input: { filePath: "a", content: "note" } },
      }),
      [
        bareText,
        { ...bareCall, state: { ...call.state, input: { filePath: "a", content: "note" } } },
      ],
    ],
    [
      "attachments; a note stands behind the output",
      sent([call], { "p4/media": note }),
      [{ ...call, state: { ...call.state, output: "whole\nnote", attachments: [] } }],
    ],
    [
      "attachments and output of one call",
      sent([call], { "p4/media": note, "p4/output": { kind: "text", text: "short" } }),
      [{ ...call, state: { ...call.state, output: "short\nnote", attachments: [] } }],
    ],
    [
      "reasoning that goes",
      sent([reasoning, call], { "p2/reasoning": { kind: "drop" } }),
      [bareCall],
    ],
    ["a text", sent([text], { "p1/text": note }), [{ ...bareText, text: "note" }]],
    [
      "a text that would be empty",
      sent([text, call], { "p1/text": { kind: "text", text: "" } }),
      [bareCall],
    ],
    [
      "a user's picture",
      sent([picture], { "p3/media": note }, "user"),
      [{ ...ids, id: "p3", type: "text", text: "note", synthetic: true }],
    ],
    [
      "a user's text; ids stay",
      sent([text], { "p1/text": note }, "user"),
      [{ ...text, text: "note" }],
    ],
    [
      "unknown parts, which stay",
      sent([{ ...ids, id: "p9", type: "hologram" }], { "p9/text": note }),
      [{ ...ids, id: "p9", type: "hologram" }],
    ],
  ])("replace %s", (_name, parts, expected) => {
    expect(parts).toEqual(expected)
  })

  it.each<[string, unknown, unknown]>([
    [
      "all metadata but item ids, where the edit says so",
      of({ ...call, metadata: known }, keeping(shortInput)),
      { openai: { phase: "work" }, ...opaque },
    ],
    ["none where only an id was left", of(call, keeping(shortInput)), undefined],
    [
      "none behind an edit of an earlier version",
      of({ ...call, metadata: known }, shortInput),
      undefined,
    ],
    [
      "none where one edit of the message is of an earlier version",
      of(
        { ...call, metadata: known },
        { ...keeping(shortInput), "m1/p4/text": rendition("p4", "text", note) },
      ),
      undefined,
    ],
  ])("keep %s", (_name, parts, kept) => {
    expect(parts).toEqual([{ ...call, metadata: kept, state: { ...call.state, input: {} } }])
  })
})
