/**
 * Signs of ours, however they are disguised: full-width or of another case, in letters of another script,
 * with invisible or combining characters between, or written as entities. Nothing is changed here: texts
 * are only compared.
 */

/** Signs around our names and letters in them, where normalisation does not tell. */
const LOOKS_LIKE = new Map([
  ...signs("‹〈⟨❬❮❰˂ᐸ⦑⧼", "<"),
  ...signs("⁄∕⧸╱", "/"),
  ...signs("【〔〖〚⟦❲⁅", "["),
  ...signs("】〕〗〛⟧❳⁆", "]"),
  // Cyrillic, Greek, Armenian and small capitals, in lower case.
  ...signs("аαɑᴀ", "a"),
  ...signs("сςᴄ", "c"),
  ...signs("ԁᴅ", "d"),
  ...signs("еεᴇ", "e"),
  ...signs("ꜰϝ", "f"),
  ...signs("һнհʜ", "h"),
  ...signs("іιıɪ", "i"),
  ...signs("кκᴋ", "k"),
  ...signs("ӏʟ", "l"),
  ...signs("мμᴍ", "m"),
  ...signs("пηνոɴ", "n"),
  ...signs("оοօᴏ", "o"),
  ...signs("рρᴘ", "p"),
  ...signs("гʀ", "r"),
  ...signs("ѕꜱ", "s"),
  ...signs("тτᴛ", "t"),
  ...signs("υսᴜ", "u"),
  ...signs("ԝωѡᴡ", "w"),
  ...signs("уγʏ", "y"),
])

function signs(alike: string, sign: string): readonly (readonly [string, string])[] {
  return Array.from(alike, (one) => [one, sign] as const)
}

/** All that can be one of these signs; an entity is read where it stands. */
const OPENERS = {
  "<": /[<&＜﹤≮‹〈〈⟨❬❮❰˂ᐸ⦑⧼]/g,
  "[": /[[&［﹇【〔〖〚⟦❲⁅]/g,
} as const
export type Opener = keyof typeof OPENERS

const ENTITY =
  /&(?:(?:amp|#0{0,8}38|#x0{0,8}26);){0,8}(?:#x0{0,8}([\da-f]{1,6})|#0{0,8}(\d{1,7})|(lt|gt|sol|[lr]sqb|[lr]brack|nbsp|shy|zwn?j));?/iy
const NAMED = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["sol", "/"],
  ["lsqb", "["],
  ["lbrack", "["],
  ["rsqb", "]"],
  ["rbrack", "]"],
  ["nbsp", " "],
  ["shy", ""],
  ["zwj", ""],
  ["zwnj", ""],
])
const LAST_CODE_POINT = 0x10_ff_ff
const UNSEEN = /[\p{M}\p{Default_Ignorable_Code_Point}]/gu

/** What stands at a place, as it is compared, and where the next one begins. */
interface Sign {
  readonly folded: string
  readonly next: number
}

function signAt(text: string, at: number): Sign {
  if (text[at] === "&") {
    ENTITY.lastIndex = at
    const [whole, hex, decimal, name = ""] = ENTITY.exec(text) ?? []
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    const meant =
      code <= LAST_CODE_POINT ? String.fromCodePoint(code) : NAMED.get(name.toLowerCase())
    if (whole !== undefined && meant !== undefined)
      return { folded: fold(meant), next: at + whole.length }
  }
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return { folded: fold(character), next: at + character.length }
}

function fold(character: string): string {
  if (character <= "\u007f") return character.toLowerCase()
  const plain = character.normalize("NFKD").replace(UNSEEN, "").toLowerCase()
  return LOOKS_LIKE.get(plain) ?? plain
}

/** It stands for itself, and nothing that may be passed over. */
const PLAIN = /^[!-%'-.:-~]/

/** Where an opener ends that one of the names follows, in whatever disguise. */
export function* findOpeners(
  text: string,
  { opener, names }: { readonly opener: Opener; readonly names: readonly string[] },
): Generator<number> {
  if (text.search(OPENERS[opener]) < 0) return
  const most = 1 + names.reduce((longest, { length }) => Math.max(longest, length), 0)
  const initials = new Set(names.map((name) => name.charAt(0)))
  for (const { index } of text.matchAll(OPENERS[opener])) {
    const { folded: sign, next } =
      text[index] === opener ? { folded: opener, next: index + 1 } : signAt(text, index)
    if (sign !== opener) continue
    const first = text.charAt(next).toLowerCase()
    if (PLAIN.test(first) && !initials.has(first)) continue
    const from = past(BEFORE_NAME[opener], text, next)
    // A further opener begins anew: what no reader goes past twice is read in the time of its length.
    const { folded, ends } = foldedFrom(text, from, { most, until: /[<[]/ })
    const found = names.find(
      (name) => folded.startsWith(name) && !GOES_ON[opener].test(folded.slice(name.length)),
    )
    if (found === undefined) continue
    const written = text.slice(from, ends[found.length - 1])
    const isParameter =
      from === next &&
      PARAMETERS.has(written) &&
      GLUED.test(text.slice(Math.max(0, index - 2), index))
    if (opener === "[" || !(PASCAL.test(written) || isParameter)) yield next
  }
}

/** As code has its types and components: `Promise<Task>`, `</Prompt>`. */
const PASCAL = /^[A-Z][a-z]+$/
/** Names that stand for anything in code and paths, behind others: `Array<task>`, `src/<task>.ts`. */
const PARAMETERS = new Set(["constraints", "facts", "prompt", "task"])
const GLUED = /[\p{L}\p{N}_./-]$/u

/** Behind what may stand between an opener and its name: white space, the slash of a closing tag. */
function past(between: RegExp, text: string, from: number): number {
  let at = from
  while (at < text.length) {
    const { folded, next } = signAt(text, at)
    if (!between.test(folded)) break
    at = next
  }
  return at
}

const BEFORE_NAME = { "<": /^[\s/]*$/, "[": /^\s*$/ } as const

/** A name behind an opener goes on with these. */
const GOES_ON = { "<": /^[\p{L}\p{N}_:.-]/u, "[": /^[\p{L}\p{N}_]/u } as const

/** What stands from a place on, as it is compared, with the place behind each character of it. */
export interface FoldedText {
  readonly folded: string
  readonly ends: readonly number[]
}

export function foldedFrom(
  text: string,
  from: number,
  /** It ends with so many characters, or before such a sign. */
  { most = Infinity, until }: { readonly most?: number; readonly until?: RegExp } = {},
): FoldedText {
  const ends: number[] = []
  let all = ""
  for (let at = from; at < text.length && all.length < most;) {
    const { folded, next } = signAt(text, at)
    if (until?.test(folded)) break
    all += folded
    for (let count = 0; count < folded.length; count++) ends.push(next)
    at = next
  }
  return { folded: all, ends }
}
