import { headOf, tailOf } from "./cut-text.ts"
import { findOpeners, foldedFrom } from "./look-alikes.ts"
import type { FindOptions } from "./look-alikes.ts"

/**
 * Names of the tags that stand around data or state in texts of ours, and of those by which models
 * know the host.
 */
const TAGS = [
  "transcript",
  "earlier-summary",
  "facts",
  "constraints",
  "task",
  "prompt",
  "workflows",
  "dispatches",
  "task_result",
  "task_error",
  "system-reminder",
]
/** What follows the bracket of a mark of ours: a placeholder's, or the one behind a summary. */
const BRACKETED = ["compacted", "end of summary"]

/** The end of a placeholder, as it is compared: in a quoted text it would end the placeholder around that. */
const HANDLE = /\b(?:recall(?=\s{1,8}[\da-f]{8}\])|(?:read it again|not kept)(?=\]))/g

/** Without one of these there is no closing bracket in a text, in whatever disguise. */
const MAY_CLOSE = /[\]&\u0080-\uffff]/

export interface QuoteOptions {
  /** Most characters that stay. */
  readonly characters: number
  /** White space is kept as it is, not written as single spaces. */
  readonly keepsSpace?: boolean
  /** What goes of a text that is too long. */
  readonly cuts?: "middle" | "end"
}

/**
 * What a tool, a file, a model, an agent's or option's name or a sub-agent says, as a text of ours may
 * hold it: clipped, on one line unless told otherwise, without what a terminal obeys or nobody sees, and
 * with nothing in it that passes for a mark of ours. Ordinary text comes out as it is.
 */
export function quote(
  text: string,
  { characters, keepsSpace = false, cuts = "middle" }: QuoteOptions,
): string {
  const visible = visibleText(text)
  const shaped = keepsSpace ? visible : visible.replace(/\s+/g, " ").trim()
  // Clipped first: of a long line most is thrown away, and need not be searched.
  const clipped = cut(shaped, { characters, cuts })
  const untagged = breakMarks(clipped, { opener: "<", names: TAGS })
  const broken = breakHandles(breakMarks(untagged, { opener: "[", names: BRACKETED }))
  return cut(broken, { characters, cuts })
}

function cut(
  text: string,
  { characters, cuts }: Pick<QuoteOptions, "characters" | "cuts">,
): string {
  if (text.length <= characters) return text
  if (cuts === "end") return `${headOf(text, characters - 1)}…`
  const head = Math.min(Math.ceil((2 * characters) / 3), characters - 1)
  return `${headOf(text, head)}…${tailOf(text, characters - head - 1)}`
}

/** The text as it may stand between tags of these names: it can neither open nor close them. */
export const breakTags = (text: string, names: readonly string[]): string =>
  breakMarks(text, { opener: "<", names, isFramed: true })

const breakMarks = (text: string, marks: FindOptions): string =>
  breakAt(text, findOpeners(text, marks))

function breakHandles(text: string): string {
  if (!MAY_CLOSE.test(text)) return text
  const { folded, ends } = foldedFrom(text, 0)
  const handles = folded.matchAll(HANDLE)
  return breakAt(
    text,
    Array.from(handles, ({ index, 0: { length } }) => ends[index + length - 1] ?? text.length),
  )
}

function breakAt(text: string, places: Iterable<number>): string {
  let broken = ""
  let from = 0
  for (const place of places) {
    broken += `${text.slice(from, place)}\\`
    from = place
  }
  return broken + text.slice(from)
}

/** Nothing to look for in it. */
const PLAIN = /^[\t\n\u0020-\u007e]*$/
/** Colours, cursor movements, titles and links, in seven and in eight bits. */
const ESCAPE =
  // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
  /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|(?:\u001b[\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007\u001b\u0090\u0098\u009b-\u009f\n]*(?:\u0007|\u001b\\|\u009c)|\u001b[ -/]*[0-~]?/g
/** What breaks lines beside the line break itself. */
const BREAK = /\r(?!\n)|[\v\f\u0085\u2028\u2029]/g
// oxlint-disable-next-line no-control-regex -- as above
const CONTROL = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufff9-\ufffb\p{Cs}]+/gu
/**
 * Without a width, or turning the direction of writing. What joins signs or chooses their form
 * stays here, as does what is caught: the name of a flag, and the sign before the last vowel of a Mongolian word.
 */
const UNSEEN =
  /(\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}|[\u1820-\u18aa]\u180e)|(?=\p{Default_Ignorable_Code_Point})[^\p{Join_Control}\p{Variation_Selector}]/gu
/** Behind whose signs a joiner says nothing; in all others it may be a matter of spelling. */
const UNJOINED_SCRIPTS = (
  "Common Inherited Latin Greek Cyrillic Armenian Georgian Hebrew Ethiopic Thai Lao Han Hiragana Katakana " +
  "Bopomofo Hangul"
)
  .split(" ")
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join("")
const JOINED = `[^${UNJOINED_SCRIPTS}\\p{Cn}\\p{Co}]`
const PICTURE = "[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f]"
/**
 * Joiners belong behind signs of scripts that are written with them, and single ones between pictures. The
 * sign before them is read with them: the host's runtime looks back at half a sign where that has two halves.
 */
const JOINERS = new RegExp(
  `(${JOINED}\\p{Join_Control}|${PICTURE}\\p{Join_Control}(?=\\p{Extended_Pictographic}))\\p{Join_Control}*|\\p{Join_Control}+`,
  "gu",
)
/**
 * What chooses the form of a sign belongs behind one that takes it, and alone: any number could carry a
 * text that nobody sees.
 */
const SELECTORS =
  /([\p{Emoji}\p{S}\p{P}\p{Lo}][\ufe00-\ufe0f]|\p{Script=Han}[\u{e0100}-\u{e01ef}]|\p{Script=Mongolian}[\u180b-\u180d\u180f])\p{Variation_Selector}*|\p{Variation_Selector}+/gu

const SHAPING = /[\p{Join_Control}\p{Variation_Selector}]/u

/** Without control characters, escape sequences and what takes no room on the screen; lines stay. */
export function visibleText(text: string): string {
  if (PLAIN.test(text)) return text
  const visible = text
    .replace(ESCAPE, "")
    .replace(BREAK, "\n")
    .replace(CONTROL, "")
    .replace(UNSEEN, "$1")
  return SHAPING.test(visible) ? visible.replace(SELECTORS, "$1").replace(JOINERS, "$1") : visible
}
