import { describe, expect, it } from "vitest"
import { readOverflow } from "../../src/session/read-overflow.ts"
import { OTHER_REFUSALS } from "./refusals/other.ts"
import { SERVER_REFUSALS } from "./refusals/sized-by-servers.ts"
import { SIZED_REFUSALS } from "./refusals/sized.ts"
import { UNSIZED_REFUSALS } from "./refusals/unsized.ts"

const sized = [...SIZED_REFUSALS, ...SERVER_REFUSALS]
const others = Object.entries(OTHER_REFUSALS).flatMap(([subject, texts]) =>
  texts.map((text) => [subject, text] as const),
)

describe("a provider's refusal", () => {
  it.each(sized)("of %s names the size that it allows: %s", (_, text, context) => {
    expect(readOverflow(text)).toEqual({ context })
  })

  it.each(UNSIZED_REFUSALS)("of %s is for size, and names none: %s", (_, text) => {
    expect(readOverflow(text)).toEqual({ context: undefined })
  })

  it.each(others)("for %s is not for the size of the prompt: %s", (_, text) => {
    expect(readOverflow(text)).toBeUndefined()
  })

  it("is read in a table of at least 120 texts, no two of them the same", () => {
    const texts = [...sized, ...UNSIZED_REFUSALS, ...others].map(([, text]) => text)
    expect(new Set(texts).size).toBe(texts.length)
    expect(texts.length).toBeGreaterThanOrEqual(120)
  })
})
