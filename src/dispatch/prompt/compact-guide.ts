import { dropSection, placeholderOf } from "./dropped-section.ts"
import { isInvariantLine } from "./invariant-lines.ts"
import { SECTION_NAMES } from "./prompt-texts.ts"

/** A guide for sub-agents that come later: its lines that bind, and where the whole is. */
export const compactGuide = (guide: string, digest: (text: string) => string): string =>
  [
    ...new Set(guide.split("\n").filter(isInvariantLine)),
    placeholderOf(dropSection({ name: SECTION_NAMES.guide, text: guide, digest })),
  ].join("\n")
