import type { FactSection } from "../facts/fact-sections.ts"
import { renderSections, withoutStanding } from "../facts/fact-sections.ts"
import { withoutMarks } from "../summary/without-marks.ts"
import { FACTS_HEADING } from "../texts.ts"
import { boundSections } from "../facts/bound-sections.ts"

export interface CompleteInput {
  readonly summary: string
  readonly sections: readonly FactSection[]
  /** Texts that stay behind the summary. */
  readonly behind: readonly string[]
  /** Most counted tokens of what is added. */
  readonly tokens: number
  readonly count: (text: string) => number
}

/** The summary with the facts that it lacks. An empty one stays empty: it is replaced as a whole. */
export function completeSummary({
  summary,
  sections,
  behind,
  tokens,
  count,
}: CompleteInput): string {
  // Facts that were true at an earlier compaction, which the model copied, go.
  const own = withoutMarks(summary)
  if (own === "") return ""
  const lacking = withoutStanding(sections, [own, ...behind])
  const heading = `\n\n## ${FACTS_HEADING}\n`
  const room = tokens - count(heading)
  const facts = renderSections(boundSections({ sections: lacking, tokens: room, count }))
  return facts === "" ? own : `${own}${heading}${facts}`
}
