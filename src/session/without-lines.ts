import { createCodeFence } from "./code-fence.ts"

/** A list mark with its box, and what a sentence or a list of values ends with. */
const MARKS = /^[\s\-*+•[\]xX\d.():;,"'`!…。，、！？；：]*$/

/** Within another sentence only lines of so many words are known again for sure. */
const LEAST_WORDS = 4
/** Scripts without spaces have no words to count; a character says as much as three letters. */
const LEAST_WEIGHT = 24

/**
 * A text without these lines. A list item or sentence that is one of them goes whole; a long one that
 * stands within another becomes an ellipsis there. Code is left alone.
 */
export function withoutLines(text: string, lines: readonly string[]): string {
  const found = lines.filter((line) => text.includes(line))
  if (found.length === 0) return text
  const sentences = found.filter(isSentence)
  const isInCode = createCodeFence()
  return text
    .split("\n")
    .flatMap((standing) => {
      if (isInCode(standing)) return [standing]
      const alone = found.reduce((left, line) => left.replaceAll(line, ""), standing)
      if (alone !== standing && MARKS.test(alone)) return []
      const values = found.reduce((left, line) => left.replaceAll(`"${line}"`, '"…"'), standing)
      return [sentences.reduce((left, line) => left.replaceAll(line, "…"), values)]
    })
    .join("\n")
}

const isSentence = (line: string): boolean =>
  line.split(/\s+/).length >= LEAST_WORDS ||
  line.replace(/[\0-\x7F]/g, "").length * 3 >= LEAST_WEIGHT
