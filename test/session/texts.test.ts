import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { OVERFLOW_CROWDED } from "../../src/session/crowded-texts.ts"
import { handleFor } from "../../src/session/handle.ts"
import { findImitation } from "../../src/session/imitation.ts"
import { placeholdersIn } from "../../src/session/placeholders-in.ts"
import { quote } from "../../src/session/quote.ts"
import {
  gap,
  ledgerLine,
  NO_HANDLE,
  OVERFLOW_TERMINAL,
  placeholder,
  PLACEHOLDER_PATTERN,
  WHY,
} from "../../src/session/texts.ts"
import { holds } from "../builders/holds.ts"

/** What the host takes for a passing fault when it stands in a thrown message. */
const RETRY_WORDS =
  /429|50\d|524|timed? ?out|timeout|overloaded|unavailable|exhausted|terminated|rate limit|too many|try again|network|connection|socket|econn/i

const hex = fc.stringMatching(/^[0-9a-f]{8}$/)

describe("our texts", () => {
  it.each([OVERFLOW_TERMINAL, OVERFLOW_CROWDED])(
    "refuse without digits and without words that make the host try again: %s",
    (text) => {
      expect({
        digits: /\d/.test(text),
        retry: RETRY_WORDS.test(text),
        code: text.startsWith("dispatch_prompt_overflow_terminal: "),
      }).toEqual({ digits: false, retry: false, code: true })
    },
  )

  it.each([
    ["read src/a.ts, 12 lines", "read src/a.ts, 12 lines"],
    ["bash for x in [a]; do\n  echo $x\ndone", "bash for x in [a]; do echo $x done"],
    ["[[]]", "[[]]"],
    ["x".repeat(121), `${"x".repeat(80)}…${"x".repeat(39)}`],
    [`${"x".repeat(79)}${"🎉".repeat(40)}y`, `${"x".repeat(79)}…${"🎉".repeat(19)}y`],
  ])("describe %j on one line", (what, shown) => {
    expect(placeholder({ what, why: WHY.overtaken, handle: "1a2b3c4d" })).toBe(
      `[compacted ${shown}: newer result below; recall 1a2b3c4d]`,
    )
  })

  it.each([
    [1, "[compacted 1 line here; recall 1a2b3c4d]"],
    [20, "[compacted 20 lines here; recall 1a2b3c4d]"],
  ])("name a gap of %d lines", (lines, expected) => {
    expect(gap({ lines, handle: "1a2b3c4d" })).toBe(expected)
  })

  it("are recognised whatever stood in their place", () => {
    const anything = fc.string({
      unit: fc.oneof(fc.constantFrom("[", "]", "\n", "\u2028", " ", ";"), fc.string()),
    })
    holds(
      fc.property(anything, fc.constantFrom(...Object.values(WHY)), hex, (what, why, handle) => {
        const text = placeholder({ what, why, handle })
        expect(PLACEHOLDER_PATTERN.exec(`before ${text} after`)?.[0]).toBe(text)
      }),
    )
    holds(
      fc.property(fc.nat(), hex, (lines, handle) => {
        const text = gap({ lines, handle })
        expect(PLACEHOLDER_PATTERN.exec(`before ${text} after`)?.[0]).toBe(text)
      }),
    )
  })

  it.each(["[compacted]", "[compacted 3 lines here; recall]", "[compacted a\nb; recall 1a2b3c4d]"])(
    "are not seen in %j",
    (text) => {
      expect(PLACEHOLDER_PATTERN.test(text)).toBe(false)
    },
  )
})

describe("a placeholder without a handle", () => {
  it.each([
    placeholder({ what: "read a.ts", why: "old", handle: NO_HANDLE.read }),
    gap({ lines: 3, handle: NO_HANDLE.lost }),
    ledgerLine({ what: "read a.ts", handle: NO_HANDLE.read }),
  ])("is known as one of ours, and broken where somebody else writes it: %s", (text) => {
    expect(placeholdersIn(`before ${text} behind`)).toEqual([{ from: 7, until: 7 + text.length }])
    expect(findImitation("write", { content: text })).toBe(text)
    const quoted = quote(`foo; ${text.slice(text.lastIndexOf("; ") + 2)}`, { characters: 200 })
    expect(
      placeholdersIn(placeholder({ what: quoted, why: "old", handle: "0badc0de" })),
    ).toHaveLength(1)
    expect(quoted).toContain("\\]")
  })

  it("says of what a tool gave that it can be read again, and of words that they are not kept", () => {
    const none = { lacksRecall: true }
    expect(
      (["output", "input", "media", "message", "text", "reasoning"] as const).map((field) =>
        handleFor(none, "0badc0de99", field),
      ),
    ).toEqual([...Array.from({ length: 4 }, () => "read it again"), "not kept", "not kept"])
    expect(handleFor({}, "0badc0de99", "text")).toBe("0badc0de")
  })
})
