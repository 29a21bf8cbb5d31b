import { expect, it } from "vitest"
import { appendEdits } from "../../src/session/append-edits.ts"
import type { Replacement } from "../../src/session/edit.ts"
import type { Field } from "../../src/session/transcript.ts"
import { createDraft } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, call, createTranscript, reasoning, text } from "../builders/transcript.ts"
import type { PartDraft } from "../builders/transcript.ts"

const long = "word".repeat(200)
const note: Replacement = { kind: "text", text: "word" }

it.each<[Field, PartDraft, Replacement, true | undefined]>([
  ["text", text(long), note, true],
  ["reasoning", reasoning(long), note, true],
  ["input", call("bash", { command: long }), { kind: "input", input: { command: "x" } }, true],
  ["output", call("bash", {}, { output: long }), note, undefined],
])(
  "an edit of a model's %s leaves a provider's metadata, signed or not",
  (field, part, replacement, expected) => {
    const meter = createTestMeter()
    const { fresh } = appendEdits({
      draft: createDraft(createTranscript(assistant(part)), { meter }),
      proposals: [
        { target: { message: "m01", part: "m01p1", field }, replacement, reason: "old-text" },
      ],
      meter,
      stage: "stage_b_prompt",
    })
    expect(fresh.map(({ keepsMetadata }) => keepsMetadata)).toEqual([expected])
  },
)
