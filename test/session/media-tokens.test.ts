import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { mediaTokens } from "../../src/session/media-tokens.ts"
import { smallPng } from "../fixtures/small-png.ts"
import { holds } from "../builders/holds.ts"

const png = (width: number, height: number): string =>
  `data:image/png;base64,${smallPng({ width, height }).toString("base64")}`
const data = (mime: string, bytes: number): string =>
  `data:${mime};base64,${"A".repeat(Math.ceil((bytes * 4) / 3))}`

describe("media", () => {
  it.each([
    ["a picture by its pixels", "image/png", png(640, 480), 410],
    ["a large picture as it is scaled down", "image/png", png(4_000, 3_000), 1_600],
    ["a tiny picture at least", "image/png", png(1, 1), 85],
    ["a picture of unknown size at most", "image/jpeg", data("image/jpeg", 9_000), 1_600],
    ["a picture elsewhere at most", "image/png", "https://example.org/a.png", 1_600],
    ["a picture cut short at most", "image/png", "data:image/png;base64,iVBORw0KGgo", 1_600],
    [
      "a damaged picture at most",
      "image/png",
      `data:image/png;base64,iVBORw0KGgo${"!".repeat(99)}`,
      1_600,
    ],
    ["a document by its pages", "application/pdf", data("application/pdf", 100_000), 7_500],
    ["a small document as one page", "application/pdf", "data:application/pdf;base64,", 2_500],
    ["sound by its bytes", "audio/wav", data("audio/wav", 64_000), 1_000],
    ["a table by its text", "text/csv", data("text/csv", 9_000), 4_500],
    ["data by their text", "application/ld+json", data("application/ld+json", 9_000), 4_500],
    ["a document elsewhere", "application/pdf", "https://example.org/a.pdf", 10_000],
    ["sound elsewhere", "audio/wav", "file:///project/a.wav", 10_000],
    ["anything else at least", "", "", 85],
  ])("counts %s", (_, mime, url, tokens) => {
    expect(mediaTokens({ mime, name: "", url })).toBe(tokens)
  })

  it("counts a number of tokens, whatever an address holds", () => {
    const base64 = fc.oneof(fc.base64String(), fc.string())
    const mimes = fc.constantFrom("image/png", "image/webp", "application/pdf", "video/mp4", "")
    holds(
      fc.property(base64, mimes, (content, mime) => {
        const url = `data:image/png;base64,iVBORw0KGgo${content}`
        const tokens = mediaTokens({ mime, name: "", url })
        expect(Number.isInteger(tokens) && tokens >= 85).toBe(true)
      }),
    )
  })
})
