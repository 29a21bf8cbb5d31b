import { listItems } from "./list-items.ts"
import type { ListItem } from "./list-items.ts"
import { MOST } from "./record.ts"

/** What a workflow asks for, as far as code can tell from its text. */
export interface Guidance {
  readonly obligations: readonly string[]
  readonly checkpoints: readonly string[]
  /** Lines that there was no room for. */
  readonly omitted: number
}

/**
 * An explicit list wins: items under a heading "Obligations" and "Checkpoints". Else obligations are
 * the items that bind, and checkpoints the items with a box; without any each obligation is one.
 */
export function readGuidance(text: string, words: readonly string[]): Guidance {
  const items = listItems(text)
  const explicit = under(items, /^obligations?$/i)
  const binding = bindingTest(words)
  const obligations = linesOf(
    explicit.length > 0 ? explicit : items.filter((item) => binding(item.text)),
  )
  const listed = under(items, /^checkpoints?$/i)
  const steps = linesOf(listed.length > 0 ? listed : items.filter(({ isTask }) => isTask))
  const checkpoints = steps.length > 0 ? steps : obligations
  return {
    obligations: obligations.slice(0, MOST.lines),
    checkpoints: checkpoints.slice(0, MOST.lines),
    omitted:
      Math.max(0, obligations.length - MOST.lines) +
      (steps.length > 0 ? Math.max(0, steps.length - MOST.lines) : 0),
  }
}

const under = (items: readonly ListItem[], title: RegExp): readonly ListItem[] =>
  items.filter(({ headings }) => headings.some((heading) => title.test(heading.replace(/:$/, ""))))

const linesOf = (items: readonly ListItem[]): readonly string[] => [
  ...new Set(
    items.map(({ text }) => (text.length > MOST.line ? `${text.slice(0, MOST.line - 1)}…` : text)),
  ),
]

/** Scripts that put no space between words. */
const UNSPACED = /\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Thai}/u

/** Whether one of the words stands in a text, as a word of its own. */
export function bindingTest(words: readonly string[]): (text: string) => boolean {
  const patterns = words.map((word) => {
    const literal = word
      .trim()
      .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
      .replace(/\s+/g, "\\s+")
    return UNSPACED.test(word) ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`
  })
  if (patterns.length === 0) return () => false
  const pattern = new RegExp(patterns.join("|"), "iu")
  return (text) => pattern.test(text)
}
