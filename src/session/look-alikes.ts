/**
 * Signs of ours, however they are disguised: full-width or of another case, in letters of another script,
 * with invisible or combining characters between, or written as entities. Nothing is changed here: texts
 * are only compared.
 */

/** Signs around our names and letters in them, where normalisation does not tell. */
const LOOKS_LIKE = new Map<string, string>([
  ...signs("‹〈⟨❬❮❰˂ᐸ⦑⧼", "<"),
  ...signs("⁄∕⧸╱", "/"),
  ...signs("【〔〖〚⟦❲⁅", "["),
  ...signs("】〕〗〛⟧❳⁆", "]"),
  ...signs("‐‒–—−⁃", "-"),
  // Seen as white space, though it is none.
  ["\u2800", " "],
  // Cyrillic, Greek, Armenian, Cherokee and small capitals.
  ...signs("аαɑᴀ⍺Ꭺ", "a"),
  ...signs("сςᴄᏟ", "c"),
  ...signs("ԁᴅᎠ", "d"),
  ...signs("еεᴇᎬ", "e"),
  ...signs("ꜰϝ", "f"),
  ...signs("һнհʜᎻ", "h"),
  ...signs("іιıɪᎥ", "i"),
  ...signs("кκᴋᏦ", "k"),
  ...signs("ӏʟᏞ", "l"),
  ...signs("мμᴍᎷ", "m"),
  ...signs("пηνոɴ", "n"),
  ...signs("оοօᴏ", "o"),
  ...signs("рρᴘᏢ", "p"),
  ...signs("гʀᎡ", "r"),
  ...signs("ѕꜱᏚ", "s"),
  ...signs("тτᴛᎢ", "t"),
  ...signs("υսᴜ", "u"),
  ...signs("ԝωѡᴡᎳ", "w"),
  ...signs("уγʏᎩ", "y"),
])

function signs(alike: string, sign: string): readonly (readonly [string, string])[] {
  return Array.from(alike.toLowerCase(), (one) => [one, sign] as const)
}

/** Not where another begins before there is room for a name: the shortest has four letters. */
const openers = (alike: string): RegExp =>
  new RegExp(`[${alike}](?!\\s*[${alike}]|[!-~]{1,3}[${alike}])|&(?=[#a-z])`, "gi")

/** All that can be one of these signs; an entity is read where it stands. */
const OPENERS = {
  "<": openers("<＜﹤≮‹〈〈⟨❬❮❰˂ᐸ⦑⧼"),
  "[": openers("\\[［﹇【〔〖〚⟦❲⁅"),
} as const
export type Opener = keyof typeof OPENERS

const ENTITY =
  /&(?:(?:amp|#0{0,8}38|#x0{0,8}26);){0,8}(?:#x0{0,8}([\da-f]{1,6})|#0{0,8}(\d{1,7})|(lt|gt|sol|[lr]sqb|[lr]brack|lowbar|hyphen|[nm]?dash|minus|tab|newline|nbsp|e[nm]sp|thinsp|shy|zwn?j));?/iy
const NAMED = new Map<string, string>([
  ["lt", "<"],
  ["gt", ">"],
  ["sol", "/"],
  ["lsqb", "["],
  ["lbrack", "["],
  ["rsqb", "]"],
  ["rbrack", "]"],
  ["lowbar", "_"],
  ...["hyphen", "dash", "ndash", "mdash", "minus"].map((name) => [name, "-"] as const),
  ...["tab", "newline", "nbsp", "ensp", "emsp", "thinsp"].map((name) => [name, " "] as const),
  ["shy", ""],
  ["zwj", ""],
  ["zwnj", ""],
])
const LAST_CODE_POINT = 0x10_ff_ff
const REPLACEMENT = 0xff_fd
const UNSEEN = /[\p{M}\p{Default_Ignorable_Code_Point}]/gu

/** What stands at a place, as it is compared, and where the next one begins. */
interface Sign {
  readonly folded: string
  readonly next: number
}

/** What characters and entities of one text fold to: to read each again is most of the work. */
type Folds = Map<string, string>

function signAt(text: string, at: number, folds: Folds): Sign {
  if (text[at] === "&") {
    ENTITY.lastIndex = at
    if (ENTITY.test(text)) {
      const next = ENTITY.lastIndex
      const entity = text.slice(at, next)
      const folded = folds.get(entity) ?? fold(meaningOf(entity), folds)
      folds.set(entity, folded)
      return { folded, next }
    }
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return { folded: fold(character, folds), next: at + character.length }
}

/** Of a number that no character has there is what browsers show. */
function meaningOf(entity: string): string {
  ENTITY.lastIndex = 0
  const [, hex, decimal, name] = ENTITY.exec(entity) ?? []
  if (name !== undefined) return NAMED.get(name.toLowerCase()) ?? ""
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
  return String.fromCodePoint(code <= LAST_CODE_POINT ? code : REPLACEMENT)
}

function fold(character: string, folds: Folds): string {
  if (character <= "\u007f") return character.toLowerCase()
  const known = folds.get(character)
  if (known !== undefined) return known
  const plain = character.normalize("NFKD").replace(UNSEEN, "").toLowerCase()
  const folded = LOOKS_LIKE.get(plain) ?? plain
  folds.set(character, folded)
  return folded
}

/** It stands for itself, and nothing that may be passed over. */
const PLAIN = /^[!-%'-.:-~]/

const MARKS: ReadonlySet<string> = new Set(Object.keys(OPENERS))

export interface FindOptions {
  readonly opener: Opener
  readonly names: readonly string[]
  /** The text stands between two tags of such a name: no type or component may close them either. */
  readonly isFramed?: boolean
}

/** Where an opener ends that one of the names follows, in whatever disguise. */
export function* findOpeners(
  text: string,
  { opener, names, isFramed = false }: FindOptions,
): Generator<number> {
  if (text.search(OPENERS[opener]) < 0) return
  const most = MOST_SPACE + names.reduce((longest, { length }) => Math.max(longest, length), 0)
  const least = names.reduce((shortest, { length }) => Math.min(shortest, length), most)
  const initials = new Set(names.map((name) => name.charAt(0)))
  const named = new RegExp(`^(?:${names.join("|").replaceAll(" ", SPACE)})${ENDS[opener]}`, "u")
  const folds: Folds = new Map()
  for (const { index } of text.matchAll(OPENERS[opener])) {
    const { folded: sign, next } =
      text[index] === opener ? { folded: opener, next: index + 1 } : signAt(text, index, folds)
    if (sign !== opener) continue
    const first = text.charAt(next).toLowerCase()
    if (PLAIN.test(first) && !initials.has(first)) continue
    const { at: from, initial } = past(BEFORE_NAME[opener], text, { from: next, folds })
    if (!initials.has(initial)) continue
    // A further opener begins anew: what no reader goes past twice is read in the time of its length.
    const { folded, ends } = foldedFrom(text, from, { most, until: MARKS, folds })
    const [found] = folded.length < least ? [] : (named.exec(folded) ?? [])
    if (found === undefined) continue
    const written = text.slice(from, ends[found.length - 1])
    const isOpening = from === next
    const isType = PASCAL.test(written) && (isOpening || !isFramed)
    const isParameter =
      isOpening && PARAMETERS.has(written) && GLUED.test(text.slice(Math.max(0, index - 2), index))
    if (opener === "[" || !(isType || isParameter)) yield next
  }
}

/** Between two words of a name, however they are set; and for that and what follows, so many characters. */
const SPACE = "\\s{1,8}"
const MOST_SPACE = 16

/** As code has its types and components: `Promise<Task>`, `</Prompt>`. */
const PASCAL = /^[A-Z][a-z]+$/
/** Names that stand for anything in code and paths, behind others: `Array<task>`, `src/<task>.ts`. */
const PARAMETERS = new Set(["constraints", "facts", "prompt", "task"])
const GLUED = /[\p{L}\p{N}_./-]$/u

/** Behind what may stand between an opener and its name: white space, the slash of a closing tag. */
function past(
  between: RegExp,
  text: string,
  { from, folds }: { readonly from: number; readonly folds: Folds },
): { readonly at: number; readonly initial: string } {
  let at = from
  while (at < text.length) {
    const { folded, next } = signAt(text, at, folds)
    if (!between.test(folded)) return { at, initial: folded.charAt(0) }
    at = next
  }
  return { at, initial: "" }
}

const BEFORE_NAME = { "<": /^[\s/]*$/, "[": /^\s*$/ } as const

/** A name behind an opener does not go on. */
const ENDS = { "<": "(?![\\p{L}\\p{N}_:.\\-])", "[": "(?![\\p{L}\\p{N}_])" } as const

/** What stands from a place on, as it is compared, with the place behind each character of it. */
export interface FoldedText {
  readonly folded: string
  readonly ends: readonly number[]
}

export function foldedFrom(
  text: string,
  from: number,
  /** It ends with so many characters, or before such a sign. */
  {
    most = Infinity,
    until,
    folds = new Map(),
  }: { readonly most?: number; readonly until?: ReadonlySet<string>; readonly folds?: Folds } = {},
): FoldedText {
  const ends: number[] = []
  let all = ""
  for (let at = from; at < text.length && all.length < most;) {
    const { folded, next } = signAt(text, at, folds)
    if (until?.has(folded)) break
    all += folded
    for (let count = 0; count < folded.length; count++) ends.push(next)
    at = next
  }
  return { folded: all, ends }
}
