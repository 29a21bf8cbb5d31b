/** Unpacks a deflated text of bytes, at most so many characters of it; what cannot be read is empty. */
export type Inflate = (packed: string, most: number) => string

/** Characters of all streams that are unpacked in one document: the page trees of thousands of pages. */
const MOST_UNPACKED = 8_000_000
const LONGEST_DICTIONARY = 100_000

/** What counts pages, by the numbers of their objects: a later one stands in the place of an earlier. */
type Objects = Map<string, "page" | number>

/**
 * Pages of a document, counted by the page objects that are there: in its text, and in the streams
 * that newer documents pack them into. A count that the document claims only lowers that, as one is
 * written quickly. Undefined where no page can be read, as in an encrypted or torn document.
 */
export function pdfPages(bytes: string, inflate: Inflate): number | undefined {
  if (!bytes.slice(0, 1_024).includes("%PDF-")) return undefined
  const objects: Objects = new Map()
  let left = MOST_UNPACKED
  for (const { number, dictionary, stream } of objectsOf(bytes)) {
    note(objects, number, dictionary)
    if (stream === undefined || !OBJECT_STREAM.test(dictionary)) continue
    const text = unpacked({ dictionary, stream, most: left, inflate })
    left -= text.length
    notePacked(objects, dictionary, text)
  }
  const kinds = [...objects.values()]
  const pages = kinds.filter((kind) => kind === "page").length
  const claimed = kinds.reduce<number>(
    (most, kind) => (kind === "page" ? most : Math.max(most, kind)),
    0,
  )
  if (pages === 0) return undefined
  return claimed > 0 ? Math.min(pages, claimed) : pages
}

const PAGE = /\/Type\s{0,9}\/Page(?![A-Za-z])/
const PAGE_TREE = /\/Type\s{0,9}\/Pages(?![A-Za-z])/
const COUNT = /\/Count\s{1,9}(\d{1,9})(?!\d)/
const OBJECT_STREAM = /\/Type\s{0,9}\/ObjStm(?![A-Za-z])/

function note(objects: Objects, number: string, dictionary: string): void {
  if (PAGE_TREE.test(dictionary)) objects.set(number, Number(COUNT.exec(dictionary)?.[1] ?? 0))
  else if (PAGE.test(dictionary)) objects.set(number, "page")
}

interface PdfObject {
  readonly number: string
  readonly dictionary: string
  readonly stream: string | undefined
}

/** Where an object begins or ends, or its stream begins. */
const MARK = /(?<![\d.])(\d{1,9})\s{1,9}\d{1,5}\s{1,9}obj\b|endobj|\bstream\r?\n/g
const STREAM_END = "endstream"

/** The numbered objects of a document. Each character is looked at once, whatever the marks say. */
function* objectsOf(bytes: string): Generator<PdfObject> {
  const marks = new RegExp(MARK)
  let number: string | undefined
  let start = 0
  for (let found = marks.exec(bytes); found; found = marks.exec(bytes)) {
    const { 0: mark, 1: header, index } = found
    const dictionary = bytes.slice(start, Math.min(index, start + LONGEST_DICTIONARY))
    start = marks.lastIndex
    if (number !== undefined && mark.startsWith("stream")) {
      // In a stream any bytes may look like a mark.
      const end = bytes.indexOf(STREAM_END, start)
      yield { number, dictionary, stream: bytes.slice(start, end < 0 ? undefined : end) }
      if (end < 0) return
      marks.lastIndex = end + STREAM_END.length
    } else if (number !== undefined) yield { number, dictionary, stream: undefined }
    number = header
  }
}

function unpacked(packed: {
  readonly dictionary: string
  readonly stream: string
  readonly most: number
  readonly inflate: Inflate
}): string {
  const { dictionary, stream, most, inflate } = packed
  if (most <= 0) return ""
  if (!dictionary.includes("/Filter")) return stream.slice(0, most)
  const isDeflated = /\/Filter\s{0,9}(?:\[\s{0,9})?\/(?:FlateDecode|Fl)\s{0,9}(?:\]|\/|>|\s)/.test(
    dictionary,
  )
  return isDeflated ? inflate(stream, most).slice(0, most) : ""
}

/** A stream of objects begins with their numbers and places; places that go back are none. */
function notePacked(objects: Objects, dictionary: string, text: string): void {
  const first = Number(/\/First\s{1,9}(\d{1,9})/.exec(dictionary)?.[1] ?? NaN)
  if (!(first <= text.length)) return
  const places: { readonly number: string; readonly at: number }[] = []
  for (const [, number = "", offset = ""] of text
    .slice(0, first)
    .matchAll(/(\d{1,9})\s{1,9}(\d{1,9})(?!\d)/g)) {
    const at = first + Number(offset)
    if (at >= (places.at(-1)?.at ?? first)) places.push({ number, at })
  }
  for (const [index, { number, at }] of places.entries())
    note(
      objects,
      number,
      text.slice(at, Math.min(places[index + 1]?.at ?? Infinity, at + LONGEST_DICTIONARY)),
    )
}
