import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { inflate } from "../../../src/host/inflate.ts"
import { pdfPages } from "../../../src/session/media/pdf-pages.ts"
import { holds } from "../../builders/holds.ts"
import { objectStream, pdf } from "../../builders/pdf.ts"

const pagesOf = (document: string): number | undefined => pdfPages(document, inflate)
const packed = pdf({ pages: 8, packed: true })
const newer = (object: string): string => `${object}\nendobj\n%%EOF\n`

describe("pages of a document", () => {
  it.each([
    ["one page", pdf({ pages: 1 }), 1],
    ["a scan of eight pages", pdf({ pages: 8, picture: 50_000 }), 8],
    ["packed objects", packed, 8],
    ["a hundred packed pages", pdf({ pages: 100, packed: true }), 100],
    ["names without a space", pdf({ pages: 8 }).replaceAll("/Type /Page", "/Type/Page"), 8],
    ["lines that end in two characters", pdf({ pages: 8 }).replaceAll("\n", "\r\n"), 8],
    ["bytes before its head", `junk\n${pdf({ pages: 8 })}`, 8],
    ["a page that was changed later", pdf({ pages: 8 }) + newer("4 0 obj\n<< /Type /Page >>"), 8],
    [
      "pages that were taken out later",
      pdf({ pages: 8 }) + newer("2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
      1,
    ],
    [
      "a locked document with a plain page tree",
      `${pdf({ pages: 8 })}trailer << /Encrypt 9 0 R >>`,
      8,
    ],
  ])("are read with %s", (_, document, pages) => {
    expect(pagesOf(document)).toBe(pages)
  })

  it.each([
    ["a count of a billion", pdf({ pages: 8, claimed: 1_000_000_000 }), 8],
    ["a count of millions", pdf({ pages: 8, claimed: 5_000_000 }), 8],
    ["a count below zero", pdf({ pages: 8, claimed: -1 }), 8],
    ["no count", pdf({ pages: 8, claimed: "null" }), 8],
    ["a count of a billion, packed", pdf({ pages: 8, claimed: 1_000_000_000, packed: true }), 8],
    ["a torn end", pdf({ pages: 8 }).slice(0, -140), 6],
    [
      "marks in its pictures",
      pdf({ pages: 8 }).replaceAll("\u00D8\u00D8", "\nendobj 7 0 obj /Type /Page "),
      8,
    ],
  ])("are those that are there with %s", (_, document, pages) => {
    expect(pagesOf(document)).toBe(pages)
  })

  it.each([
    ["nothing", ""],
    ["no document", "GIF89a"],
    ["no pages", pdf({ pages: 0 })],
    ["a count alone", "%PDF-1.7\n2 0 obj\n<< /Type /Pages /Count 8 >>\nendobj\n"],
    [
      "packed objects that are locked",
      packed.replace(/(\/ObjStm[^]*?stream\n)[^]{60}/, `$1${"x".repeat(60)}`),
    ],
    [
      "packed objects of another kind",
      packed.replace("/FlateDecode /Length", "/LZWDecode /Length"),
    ],
    ["packed objects without places", packed.replace(/\/First \d+/, "/First 99999999")],
    ["one byte repeated", `%PDF-${"0 ".repeat(9_000)}`],
  ])("cannot be read in %s", (_, document) => {
    expect(pagesOf(document)).toBeUndefined()
  })

  it("are not looked for beyond a bound, whatever a stream unpacks to", () => {
    const sizes: number[] = []
    const bombs = Array.from({ length: 40 }, () => objectStream(" ".repeat(1_000_000), 0)).join("")
    const pages = pdfPages(`%PDF-1.7\n${bombs}${pdf({ pages: 8 })}`, (data, most) => {
      const text = inflate(data, most)
      sizes.push(text.length)
      return text
    })
    expect(pages).toBe(8)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(8_000_000)
  })

  it("places that overlap are read once", () => {
    const places = `${"1 0 ".repeat(2_000)}\n`
    const text = `${places}${"<< /Type /Page >> ".repeat(2_000)}`
    expect(pagesOf(`%PDF-1.7\n${objectStream(text, places.length)}`)).toBe(1)
  })

  it("are a number or none, whatever the bytes are", () => {
    const word = fc.constantFrom(
      "1 0 obj",
      "endobj",
      "stream\n",
      "endstream",
      "<< /Type /Page",
      "/Pages",
      ">>",
      "/Count 3",
      "/Type /ObjStm",
      "/Filter",
      "\u0000\u00FF",
      " ",
    )
    holds(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const pages = pagesOf(`%PDF-1.7\n${words.join("")}`)
        expect(pages === undefined || (pages > 0 && pages <= 60)).toBe(true)
      }),
    )
  })
})
