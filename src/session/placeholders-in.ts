import { findOpeners, foldedFrom } from "./look-alikes.ts"
import { PLACEHOLDER_NAME, PLACEHOLDER_PATTERN } from "./texts.ts"

const PATTERN = new RegExp(PLACEHOLDER_PATTERN, "g")

/** Where placeholders stand in a text, also those that only look like one of ours. */
export function placeholdersIn(
  text: string,
): readonly { readonly from: number; readonly until: number }[] {
  const [opener] = findOpeners(text, { opener: "[", names: [PLACEHOLDER_NAME] })
  if (opener === undefined) return []
  const { folded, ends } = foldedFrom(text, 0)
  return [...folded.matchAll(PATTERN)].map(({ index, 0: { length } }) => ({
    from: ends[index - 1] ?? 0,
    until: ends[index + length - 1] ?? text.length,
  }))
}
