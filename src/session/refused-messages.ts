import { handleFor } from "./handle.ts"
import { appendEdits } from "./append-edits.ts"
import type { Draft } from "./draft.ts"
import type { Proposal } from "./edit.ts"
import type { Meter } from "./meter.ts"
import type { StageSettings } from "./stage.ts"
import { shorten } from "./shorten.ts"
import { placeholder, WHY } from "./texts.ts"
import { latestUserIndex } from "./transcript.ts"
import type { Message } from "./transcript.ts"

/** Of the limit, the most that one refused message may keep. */
const MAX_SHARE = 0.05

/**
 * A user message that was refused and never answered stays in the host's history. In every later
 * request it stands as head, tail and handle, else no later prompt could fit.
 */
export function digestRefused({
  draft,
  refused,
  settings,
  meter,
}: {
  draft: Draft
  refused: ReadonlySet<string>
  settings: Pick<StageSettings, "userTokens" | "lacksRecall">
  meter: Meter
}): Draft {
  if (refused.size === 0) return draft
  const { messages } = draft.transcript
  const latest = latestUserIndex(messages)
  const bound = Math.min(
    settings.userTokens,
    Math.floor((MAX_SHARE * draft.budget.limit) / draft.forecast.factor),
  )
  const proposals = messages.flatMap((message, index) =>
    refused.has(message.id) && index < latest && !wasAnswered(messages, index)
      ? digest({ message, bound, settings, meter })
      : [],
  )
  return appendEdits({ draft, proposals, meter, stage: "initial" })
}

const wasAnswered = (messages: readonly Message[], index: number): boolean =>
  messages[index + 1]?.role === "assistant" && (messages[index + 1]?.parts.length ?? 0) > 0

function digest({
  message,
  bound,
  settings,
  meter,
}: {
  message: Message
  bound: number
  settings: Pick<StageSettings, "lacksRecall">
  meter: Meter
}): readonly Proposal[] {
  return message.parts.flatMap((part): Proposal[] => {
    if (part.kind === "text") {
      const size = meter.tokens(part, "text")
      if (size <= bound) return []
      const handle = handleFor(settings, meter.digest(part, "text"), "text")
      const text = shorten({
        text: part.text,
        tokens: bound,
        size,
        handle,
        count: (piece) => meter.measure(piece).tokens,
      })
      return [
        {
          target: { message: message.id, part: part.id, field: "text" },
          replacement: { kind: "text", text },
          reason: "refused-message",
        },
      ]
    }
    if (part.kind !== "media") return []
    const text = placeholder({
      what: `${part.mime} ${part.name}`,
      why: WHY.refused,
      handle: handleFor(settings, meter.digest(part, "media"), "text"),
    })
    return [
      {
        target: { message: message.id, part: part.id, field: "media" },
        replacement: { kind: "text", text },
        reason: "refused-message",
      },
    ]
  })
}
