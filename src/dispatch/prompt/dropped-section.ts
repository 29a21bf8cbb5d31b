import { clip } from "../../session/texts.ts"
import { handleOf } from "../../session/handle.ts"
import { SECTION_NAMES, sectionPlaceholder } from "./prompt-texts.ts"

/** A text that was left out of a prompt; a placeholder with its handle stands in its place. */
export interface DroppedSection {
  readonly name: string
  readonly chars: number
  readonly handle: string
  readonly text: string
}

/** Longer names are shortened in their middle, characters. */
const LONGEST_NAME = 48

export const dropSection = ({
  name,
  text,
  digest,
}: {
  readonly name: string
  readonly text: string
  readonly digest: (text: string) => string
}): DroppedSection => ({
  // These would look different inside the JSON of the delta context; elsewhere `@` names a file.
  name: clip(name.replaceAll(/["\\@]/g, " "), LONGEST_NAME) || SECTION_NAMES.unnamed,
  chars: text.length,
  handle: handleOf(digest(text)),
  text,
})

export const placeholderOf = (section: DroppedSection): string => sectionPlaceholder(section)

/** Tokens that a placeholder of ordinary length takes. */
export const placeholderCost = (count: (text: string) => number): number =>
  count(sectionPlaceholder({ name: "a section of the task", chars: 100_000, handle: "3fa81c22" })) +
  1
