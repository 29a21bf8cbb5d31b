import * as fc from "fast-check"
import type { Edit } from "../../src/session/edit.ts"

/** A value as it comes out of JSON: no -0. */
const fromJson = fc.json().map((text): unknown => JSON.parse(text))

/** Any edit that a journal may hold. */
export const anyEdit: fc.Arbitrary<Edit> = fc.record({
  target: fc.record({
    message: fc.string(),
    part: fc.string(),
    field: fc.constantFrom("text", "reasoning", "input", "output", "media"),
  }),
  source: fc.string(),
  replacement: fc.oneof(
    fc.record({ kind: fc.constant("text"), text: fc.string({ unit: "grapheme" }) }),
    fc.record({
      kind: fc.constant("input"),
      input: fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        fromJson,
      ),
    }),
    fc.record({ kind: fc.constant("dense"), version: fc.nat() }),
    fc.record({ kind: fc.constant("drop") }),
  ),
  stage: fc.constant("stage_a_prune"),
  reason: fc.constantFrom("dense", "duplicate-output", "old-media", "shorten-recent"),
  before: fc.nat(),
  after: fc.nat(),
  at: fc.string(),
})
