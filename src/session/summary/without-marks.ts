import { foldedFrom } from "../look-alikes.ts"
import { placeholdersIn } from "../placeholders-in.ts"
import { visibleText } from "../quote.ts"
import { FACTS_HEADING, SUMMARY_END } from "../texts.ts"

/** As much of a line is compared, characters. */
const COMPARED = 80
const HEADING = /^#+ /
const FACTS = new RegExp(`^#+\\s*${FACTS_HEADING}[\\s:#*]*$`, "i")
const END = /^\s*\[end of summary\b/

/**
 * A summary without what code puts around it, or what looks like it: handles lead elsewhere in another
 * place, and facts that were true then are collected anew.
 */
export function withoutMarks(summary: string): string {
  const text = withoutPlaceholders(visibleText(summary).replaceAll(SUMMARY_END, ""))
  let isInFacts = false
  return text
    .split("\n")
    .filter((line) => {
      const { folded } = foldedFrom(line, 0, { most: COMPARED })
      const isFacts = FACTS.test(folded)
      if (isFacts || HEADING.test(folded)) isInFacts = isFacts
      return !isInFacts && !END.test(folded)
    })
    .join("\n")
    .trim()
}

function withoutPlaceholders(text: string): string {
  let kept = ""
  let from = 0
  for (const placeholder of placeholdersIn(text)) {
    kept += text.slice(from, placeholder.from)
    from = placeholder.until
  }
  return kept + text.slice(from)
}
