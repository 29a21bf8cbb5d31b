import { deflateSync } from "node:zlib"

export interface PdfOptions {
  readonly pages: number
  /** Objects stand in compressed streams, as in newer documents. */
  readonly packed?: boolean
  /** What the page tree claims; the number of pages where it is left out. */
  readonly claimed?: number | string
  /** Bytes of the picture that each page has. */
  readonly picture?: number
}

const pageOf = (index: number): string =>
  `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${1_000 + index} 0 R >>`

/** A document of pages that are pictures, as a scanner makes it; a character for each byte. */
export function pdf({ pages, packed = false, claimed = pages, picture = 20 }: PdfOptions): string {
  const kids = Array.from({ length: pages }, (_, index) => `${3 + index} 0 R`)
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    `<< /Type /Pages /Kids [${kids.join(" ")}] /Count ${claimed} >>`,
    ...kids.map((_, index) => pageOf(index)),
  ]
  const pictures = kids.map(
    (_, index) =>
      `${1_000 + index} 0 obj\n<< /Length ${picture} /Filter /DCTDecode >>\nstream\n${"\u00D8".repeat(picture)}\nendstream\nendobj\n`,
  )
  return [
    "%PDF-1.7\n",
    ...pictures,
    packed ? packedObjects(objects) : plainObjects(objects),
    "%%EOF\n",
  ].join("")
}

const plainObjects = (objects: readonly string[]): string =>
  objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join("")

function packedObjects(objects: readonly string[]): string {
  const places = objects.map(
    (_, index) => `${index + 1} ${objects.slice(0, index).join(" ").length + Math.min(index, 1)}`,
  )
  const head = `${places.join(" ")}\n`
  return objectStream(`${head}${objects.join(" ")}`, head.length)
}

/** A stream of objects that begins with their places. */
export function objectStream(text: string, first: number): string {
  const data = deflateSync(Buffer.from(text, "latin1")).toString("latin1")
  return `9000 0 obj\n<< /Type /ObjStm /N 9 /First ${first} /Filter /FlateDecode /Length ${data.length} >>\nstream\n${data}\nendstream\nendobj\n`
}

export const pdfUrl = (document: string): string =>
  `data:application/pdf;base64,${Buffer.from(document, "latin1").toString("base64")}`
