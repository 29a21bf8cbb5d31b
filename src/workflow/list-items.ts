import { createCodeFence } from "../session/code-fence.ts"

/** A list item of a Markdown text. */
export interface ListItem {
  readonly text: string
  /** The headings it stands under, outermost first. */
  readonly headings: readonly string[]
  /** It has a box to tick. */
  readonly isTask: boolean
}

const HEADING = /^(#{1,6})\s+(\S.*)$/
const CLOSING_MARKS = /\s#+$/
const ITEM = /^\s*(?:[-*+]|\d{1,4}[.)])\s+(\S.*)$/
const BOX = /^\[[ xX-]\]\s+/
/** The list items of a text, in order; what stands in code blocks is none. */
export function listItems(text: string): readonly ListItem[] {
  const items: { text: string; headings: readonly string[]; isTask: boolean }[] = []
  let headings: readonly { readonly level: number; readonly title: string }[] = []
  const isInCode = createCodeFence()
  let isOpen = false
  for (const line of text.split(/\r?\n/)) {
    if (isInCode(line) || line.trim() === "") {
      isOpen = false
      continue
    }
    const [, marks, written = ""] = HEADING.exec(line) ?? []
    if (marks !== undefined) {
      const title = written.trim().replace(CLOSING_MARKS, "").trim()
      headings = [
        ...headings.filter(({ level }) => level < marks.length),
        { level: marks.length, title },
      ]
      isOpen = false
      continue
    }
    const item = ITEM.exec(line)?.[1]
    if (item !== undefined) {
      items.push({
        text: item.replace(BOX, "").trim(),
        headings: headings.map((heading) => heading.title),
        isTask: BOX.test(item),
      })
      isOpen = true
      continue
    }
    // What is indented below an item goes on with it.
    const last = items.at(-1)
    if (isOpen && last && /^\s/.test(line)) last.text += ` ${line.trim()}`
    else isOpen = false
  }
  return items.filter((item) => item.text !== "")
}
