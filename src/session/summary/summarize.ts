import { appendEdits } from "../append-edits.ts"
import type { Draft } from "../draft.ts"
import type { Target } from "../edit.ts"
import { boundSections } from "../facts/bound-sections.ts"
import { collectFacts } from "../facts/collect-facts.ts"
import { neededSections, renderSections, withoutStanding } from "../facts/fact-sections.ts"
import { handleFor } from "../handle.ts"
import { recentWindowStart } from "../recent-window.ts"
import { digestMessages } from "../replay-edits.ts"
import type { StageInput } from "../stage.ts"
import { standingTexts } from "../standing-text.ts"
import { summaryBlock } from "../texts.ts"
import { WHOLE_MESSAGE } from "../transcript.ts"
import { mayReplace } from "../whole-messages.ts"

/** A summary that was accepted, and what it stands for. */
export interface PreparedSummary {
  /** Message ids of its region, oldest first, and their digest. */
  readonly messages: readonly string[]
  readonly region: string
  readonly text: string
}

export interface SummarizeInput extends StageInput {
  readonly prepared: readonly PreparedSummary[]
}

/** Of the limit, the most that facts below a summary fill. */
const FACTS_SHARE = 0.1

/**
 * Stage C: puts the prepared summary that covers most in the place of its steps, with the facts that
 * it left out and that stand nowhere else.
 */
export function summarize({ draft, meter, settings, prepared }: SummarizeInput): Draft {
  const summary = usableSummary({ draft, meter, settings, prepared })
  if (!summary) return draft
  const place = (facts: string): Draft =>
    appendEdits({
      draft,
      proposals: [
        {
          target: targetOf(summary),
          replacement: {
            kind: "text",
            text: summaryBlock({
              steps: summary.messages.length,
              handle: handleFor(settings, summary.region, "text"),
              summary: summary.text,
              facts,
            }),
          },
          reason: "summarized",
        },
      ],
      meter,
      stage: "stage_c_llm",
    })
  const bare = place("")
  const facts = collectFacts({
    transcript: draft.transcript,
    meter,
    userTokens: settings.userTokens,
  })
  const lost = boundSections({
    sections: withoutStanding(neededSections(facts), [...standingTexts(bare)]),
    tokens: (FACTS_SHARE * draft.budget.limit) / draft.forecast.factor,
    count: (text) => meter.measure(text).tokens,
  })
  const full = lost.length > 0 ? place(renderSections(lost)) : bare
  return full === draft ? bare : full
}

/** The prepared summary of the most steps whose messages are all there, unchanged and old. */
export function usableSummary({
  draft,
  meter,
  settings,
  prepared,
}: SummarizeInput): PreparedSummary | undefined {
  if (prepared.length === 0) return undefined
  const recentStart = recentWindowStart({ draft, meter, settings })
  const old = new Map(
    draft.transcript.messages.slice(0, recentStart).map((message) => [message.id, message]),
  )
  return prepared
    .filter((summary) => {
      const messages = summary.messages.flatMap((id) => old.get(id) ?? [])
      return (
        messages.length === summary.messages.length &&
        mayReplace({ target: targetOf(summary), reason: "summarized" }, draft.view) &&
        digestMessages(messages, meter) === summary.region
      )
    })
    .toSorted((a, b) => b.messages.length - a.messages.length)[0]
}

/** It stands where the last of its steps stood, so that the requests before it are read first. */
const targetOf = ({ messages }: PreparedSummary): Target => ({
  message: messages.at(-1) ?? "",
  part: "",
  field: WHOLE_MESSAGE,
  also: messages.slice(0, -1),
})
