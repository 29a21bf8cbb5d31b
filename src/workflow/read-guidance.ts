import { quote } from "../session/quote.ts"
import { argumentsExpander } from "./expand-arguments.ts"
import { listItems } from "./list-items.ts"
import type { ListItem } from "./list-items.ts"
import { MOST } from "./record.ts"
import { furtherLines } from "./texts.ts"

/** What a workflow asks for, as far as code can tell from its text. */
export interface Guidance {
  readonly obligations: readonly string[]
  readonly checkpoints: readonly string[]
  /** Lines that there was no room for. */
  readonly omitted: number
}

export interface GuidanceInput {
  /** The text of the workflow, before arguments are put in. */
  readonly text: string
  /** What was typed behind its name. */
  readonly typed: string
  /** Words by which a list item binds. */
  readonly words: readonly string[]
}

/**
 * What the text of a workflow asks for. Its lists are found before what the user typed is put into
 * their items: a task is no guidance, whatever it looks like.
 *
 * An explicit list wins: items under a heading "Obligations" and "Checkpoints". Else obligations are
 * the items that bind, and checkpoints the items with a box; without any each obligation is one.
 */
export function readGuidance({ text, typed, words }: GuidanceInput): Guidance {
  // No line is longer, whatever arguments are put into it.
  const expand = argumentsExpander(text, flat(typed), MOST.line + 1)
  const linesOf = (items: readonly ListItem[]): readonly string[] => [
    ...new Set(items.map((item) => oneLine(expand(item.text))).filter((line) => line !== "")),
  ]
  const items = listItems(text)
  const explicit = under(items, OBLIGATIONS)
  const binding = bindingTest(words)
  const obligations = linesOf(
    explicit.length > 0 ? explicit : items.filter((item) => binding(item.text)),
  )
  const listed = under(items, CHECKPOINTS)
  const boxed = items.filter(({ isTask }) => isTask)
  // A box beside some obligations is no reason to forget the others.
  const areBoxed = explicit.some(({ isTask }) => isTask)
  const steps = linesOf(listed.length > 0 ? listed : [...(areBoxed ? explicit : []), ...boxed])
  const checkpoints = steps.length > 0 ? steps : obligations
  return {
    obligations: obligations.slice(0, MOST.lines),
    checkpoints: atMost(checkpoints),
    omitted:
      Math.max(0, obligations.length - MOST.lines) +
      (steps.length > 0 ? Math.max(0, steps.length - MOST.lines) : 0),
  }
}

const OBLIGATIONS = /^obligations?:?$/i
const CHECKPOINTS = /^checkpoints?:?$/i

/** Items under such a heading, or one below it that is no list of the other kind. */
const under = (items: readonly ListItem[], title: RegExp): readonly ListItem[] =>
  items.filter(({ headings }) => {
    const nearest = headings.findLast(
      (heading) => OBLIGATIONS.test(heading) || CHECKPOINTS.test(heading),
    )
    return nearest !== undefined && title.test(nearest)
  })

/** What is too much to keep is one checkpoint together, so that it is not forgotten. */
const atMost = (lines: readonly string[]): readonly string[] =>
  lines.length > MOST.lines
    ? [...lines.slice(0, MOST.lines - 1), furtherLines(lines.length - MOST.lines + 1)]
    : lines

const flat = (text: string): string => text.replace(/\s+/g, " ").trim()

const oneLine = (text: string): string => quote(text, { characters: MOST.line, cuts: "end" })

/** Scripts that put no space between words. */
const UNSPACED = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u

/** Whether one of the words stands in a text, as a word of its own. */
export function bindingTest(words: readonly string[]): (text: string) => boolean {
  const patterns = words.map((word) => {
    const literal = word
      .trim()
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replace(/\s+/g, "\\s+")
    return UNSPACED.test(word) ? literal : `(?:^|[^\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`
  })
  if (patterns.length === 0) return () => false
  const pattern = new RegExp(patterns.join("|"), "iu")
  return (text) => pattern.test(text.replaceAll("’", "'"))
}
