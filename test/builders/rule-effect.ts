import { appendEdits } from "../../src/session/append-edits.ts"
import { prune, ruleContext } from "../../src/session/prune.ts"
import type { StageSettings } from "../../src/session/stage.ts"
import { recentWindowStart } from "../../src/session/recent-window.ts"
import type { Edit } from "../../src/session/edit.ts"
import type { Draft } from "../../src/session/draft.ts"
import type { Rendition } from "../../src/session/replay-edits.ts"
import type { Rule } from "../../src/session/rule.ts"
import type { ReasonCode } from "../../src/session/edit.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { createDraft, testSettings } from "./draft.ts"
import { createTestMeter } from "./meter.ts"
import { recordedTranscript } from "./recorded-session.ts"

/** What stands at a place after a rule: a text, an input, or nothing. */
export type Standing = unknown

const placeOf = ({ target }: Edit): string => `${target.part} ${target.field}`

export interface EffectSettings extends Partial<StageSettings> {
  /** Slots that an earlier batch has replaced already, `m02/m02p1/output` for example. */
  readonly replaced?: readonly string[]
}

/** Places a rule alone changes, by part and field, and what stands there then. */
export const effectOf = (
  rule: Rule,
  transcript: Transcript,
  { replaced = [], ...rest }: EffectSettings = {},
): Record<string, Standing> => {
  const meter = createTestMeter()
  const view = new Map(replaced.map((slot) => [slot, earlierRendition]))
  const draft = { ...createDraft(transcript, { meter }), view }
  const settings: StageSettings = { ...testSettings, ...rest }
  const recentStart = recentWindowStart({ draft, meter, settings })
  const context = ruleContext({ draft, meter, settings, recentStart })
  return standingIn(appendEdits({ draft, proposals: rule(context), meter, stage: "stage_a_prune" }))
}

const earlierRendition: Rendition = {
  edit: {
    target: { message: "", part: "", field: "output" },
    source: "",
    replacement: { kind: "text", text: "earlier note" },
    stage: "stage_a_prune",
    reason: "shorten-recent",
    before: 900,
    after: 3,
    at: "",
  },
  digest: "0",
  tokens: 3,
  content: { kind: "text", text: "earlier note" },
}

const standingIn = ({ fresh, view }: Draft): Record<string, Standing> =>
  Object.fromEntries(
    fresh.map((edit) => {
      const { message, part, field } = edit.target
      const content = view.get(`${message}/${part}/${field}`)?.content
      const standing =
        content?.kind === "text"
          ? content.text
          : content?.kind === "input"
            ? content.input
            : "(dropped)"
      return [placeOf(edit), standing]
    }),
  )

/** What the whole stage does to the recorded session for one reason, one line a change. */
export const recordedEffect = (
  reason: ReasonCode,
  settings: Partial<StageSettings> = {},
): string[] => {
  const transcript = recordedTranscript()
  const meter = createTestMeter()
  const { fresh } = prune({
    draft: createDraft(transcript, { meter }),
    meter,
    settings: { ...testSettings, dense: "always", steps: 4, ...settings },
  })
  return fresh
    .filter((edit) => edit.reason === reason)
    .map((edit) => describeTarget(transcript, edit))
}

/** Message index, field and call: `14 output of read src/dense.ts`. */
const describeTarget = ({ messages }: Transcript, { target }: Edit): string => {
  const index = messages.findIndex((message) => message.id === target.message)
  const part = messages[index]?.parts.find(({ id }) => id === target.part)
  if (part?.kind !== "tool") return `${index} ${target.field}`
  const { filePath, pattern, command } = part.input
  const subject = [filePath, pattern, command].find((value) => typeof value === "string")
  return `${index} ${target.field} of ${part.tool} ${String(subject)}`
}
