import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { inflate } from "../../src/host/inflate.ts"
import { mediaTokens, pageTokens } from "../../src/session/media-tokens.ts"
import { smallPng } from "../fixtures/small-png.ts"
import { holds } from "../builders/holds.ts"
import { pdf, pdfUrl } from "../builders/pdf.ts"

const ports = { count: (text: string): number => Math.ceil(text.length / 4), inflate }
const png = (width: number, height: number): string =>
  `data:image/png;base64,${smallPng({ width, height }).toString("base64")}`
const gif = `data:image/gif;base64,${Buffer.from("GIF89a\u0080\u0002\u00E0\u0001", "latin1").toString("base64")}`
const data = (mime: string, bytes: number): string =>
  `data:${mime};base64,${"A".repeat(Math.ceil((bytes * 4) / 3))}`
const words = (mime: string, text: string): string =>
  `data:${mime};base64,${Buffer.from(text).toString("base64")}`
const scan = pdfUrl(pdf({ pages: 8, picture: 500_000 }))

describe("media", () => {
  it.each([
    ["a picture by its pixels", "image/png", png(640, 480), 410],
    ["a picture that is another kind than it says", "image/png", gif, 410],
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
    ["a scan of 4 MB by its pages", "application/pdf", scan, 20_000],
    ["a document of another spelling", "Application/PDF; name=a", scan, 20_000],
    ["a table by its text", "text/csv", words("text/csv", "a,b\n".repeat(2_000)), 2_000],
    [
      "data by their text",
      "application/ld+json",
      words("application/ld+json", "ä".repeat(900)),
      225,
    ],
    ["a text that is no base64", "text/csv", `data:text/csv,${"%41bc ".repeat(400)}`, 400],
  ])("is known: %s", (_, mime, url, tokens) => {
    expect(mediaTokens({ mime, name: "", url }, ports)).toEqual({ tokens, guessed: 0 })
  })

  it.each([
    [
      "a document without pages by its bytes",
      "application/pdf",
      data("application/pdf", 100_000),
      7_500,
    ],
    ["a large one within bounds", "application/pdf", data("application/pdf", 4_000_000), 10_000],
    ["an empty one as one page", "application/pdf", "data:application/pdf;base64,", 2_500],
    ["a document elsewhere", "application/pdf", "https://example.org/a.pdf", 10_000],
    ["a document in a file", "application/pdf", "file:///project/a.pdf", 10_000],
    ["sound by its bytes", "audio/wav", data("audio/wav", 64_000), 1_000],
    ["sound of 20 MB within bounds", "audio/mpeg", data("audio/mpeg", 20_000_000), 10_000],
    ["a film within bounds", "video/mp4", data("video/mp4", 20_000_000), 10_000],
    ["sound elsewhere", "audio/wav", "file:///project/a.wav", 10_000],
    ["an archive within bounds", "application/zip", data("application/zip", 9_000_000), 10_000],
    ["anything else at least", "", "", 85],
  ])("is guessed: %s", (_, mime, url, tokens) => {
    const size = mediaTokens({ mime, name: "", url }, ports)
    expect(size).toEqual({ tokens, guessed: tokens - 85 })
  })

  it("that is a document is counted as its reader counts pages", () => {
    const tokens = [
      "claude-sonnet-4-5",
      "gpt-5.2",
      "google/gemini-2.5-pro",
      "gemini-3-pro",
      "gemini-flash-latest",
    ].map(
      (modelID) =>
        mediaTokens(
          { mime: "application/pdf", name: "", url: scan, pageTokens: pageTokens({ modelID }) },
          ports,
        ).tokens,
    )
    expect(tokens).toEqual([20_000, 20_000, 2_064, 4_480, 4_480])
  })

  it("counts a number of tokens, whatever an address holds", () => {
    const base64 = fc.oneof(fc.base64String(), fc.string())
    const mimes = fc.constantFrom("image/png", "image/webp", "application/pdf", "video/mp4", "")
    holds(
      fc.property(base64, mimes, (content, mime) => {
        const url = `data:image/png;base64,iVBORw0KGgo${content}`
        const { tokens, guessed } = mediaTokens({ mime, name: "", url }, ports)
        expect(Number.isInteger(tokens) && tokens >= 85 && guessed < tokens).toBe(true)
      }),
    )
  })
})
