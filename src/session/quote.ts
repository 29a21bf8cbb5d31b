import { headOf, tailOf } from "./cut-text.ts"
import { findOpeners } from "./look-alikes.ts"

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
/** How our placeholders and the end of a summary begin. */
const BRACKETED = ["compacted", "end of summary"]

/** How a placeholder ends, which would end another one around it. */
const HANDLE = /\brecall(?=\s{1,8}[\da-f]{8}[\]］】〕〗〛⟧❳⁆])/gi

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
  const broken = breakMarks(breakTags(clipped, TAGS), BRACKETED, "[").replace(HANDLE, "$&\\")
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

/** The text with tags of these names broken: it can neither open nor close them. */
export const breakTags = (text: string, names: readonly string[]): string =>
  breakMarks(text, names, "<")

function breakMarks(text: string, names: readonly string[], opener: "<" | "["): string {
  let broken = ""
  let from = 0
  for (const end of findOpeners(text, { opener, names })) {
    broken += `${text.slice(from, end)}\\`
    from = end
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
/** Without a width, or turning the direction of writing. What chooses the form of a sign stays. */
const UNSEEN = /(?:(?!\p{Join_Control}|\p{Variation_Selector})\p{Default_Ignorable_Code_Point})+/gu
/** Joiners belong between letters of some scripts and between pictures (which are known fastest), and nowhere else. */
const STRAY_JOINER =
  /(?<!\p{Extended_Pictographic}|[^\0-\x7f\P{L}]|[\p{M}\p{Emoji_Modifier}])\p{Join_Control}|\p{Join_Control}(?!\p{Extended_Pictographic}|[^\0-\x7f\P{L}]|\p{M})/gu

/** Without control characters, escape sequences and what takes no room on the screen; lines stay. */
export const visibleText = (text: string): string =>
  PLAIN.test(text)
    ? text
    : text
        .replace(ESCAPE, "")
        .replace(BREAK, "\n")
        .replace(CONTROL, "")
        .replace(UNSEEN, "")
        .replace(STRAY_JOINER, "")
