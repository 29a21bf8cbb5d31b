import type { Draft } from "../../../src/session/draft.ts"
import { digestMessages } from "../../../src/session/replay-edits.ts"
import type { StageInput, StageSettings } from "../../../src/session/stage.ts"
import type { PreparedSummary } from "../../../src/session/summary/summarize.ts"
import type { Message } from "../../../src/session/transcript.ts"
import { createDraft, testSettings } from "../../builders/draft.ts"
import { createTestMeter } from "../../builders/meter.ts"
import { assistant, call, createTranscript, fileLines } from "../../builders/transcript.ts"
import type { CallOptions, MessageDraft } from "../../builders/transcript.ts"

/** A step of one command with a result of about 110 tokens. */
export const step = (command: string, options: CallOptions = {}): MessageDraft =>
  assistant(call("bash", { command }, { output: fileLines(command, 20).join("\n"), ...options }))

/** A session of these messages, whose newest step alone is recent. */
export const scene = (
  messages: readonly MessageDraft[],
  { target = 0, ...settings }: Partial<StageSettings> & { readonly target?: number } = {},
): StageInput => {
  const meter = createTestMeter()
  const draft = createDraft(createTranscript(...messages), { meter, budget: { target } })
  return { draft, meter, settings: { ...testSettings, ...settings } }
}

export const messagesOf = (
  { draft }: Pick<StageInput, "draft">,
  ids: readonly string[],
): readonly Message[] => draft.transcript.messages.filter(({ id }) => ids.includes(id))

export const summaryOf = (
  input: StageInput,
  ids: readonly string[],
  text = "The summary.",
): PreparedSummary => ({
  messages: ids,
  region: digestMessages(messagesOf(input, ids), input.meter),
  text,
})

/** What stands at each message that was replaced whole: a text, or nothing. */
export const standing = ({ view }: Draft): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...view].flatMap(([key, { content }]) =>
      key.endsWith("//message")
        ? [[key.slice(0, key.indexOf("/")), content.kind === "text" ? content.text : ""]]
        : [],
    ),
  )
