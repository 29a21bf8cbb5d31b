import { asRecord } from "../session/is-record.ts"
import type { Message, Usage } from "../session/transcript.ts"
import type { RecordedMessage } from "./recorded-session.ts"

/** A session's messages in our view, with the usage that replayed requests would have reported. */
export interface SimulatedHistory {
  readonly messageOf: (recorded: RecordedMessage) => Message
  readonly answered: (recorded: RecordedMessage, usage: Usage) => void
}

/**
 * What was recorded as usage belongs to the prompts of that time, so it is taken out: a pipeline
 * that learns from usage must see the sizes of what it sent itself.
 */
export function createSimulatedHistory(
  recorded: readonly RecordedMessage[],
  decoded: readonly Message[],
): SimulatedHistory {
  const messages = new Map<RecordedMessage, Message>()
  // Old exports name the model on answers only; a prompt was for the model that answered next.
  let model = decoded.find((message) => message.model.modelID !== "")?.model
  for (let index = recorded.length - 1; index >= 0; index--) {
    const raw = recorded[index]
    const message = decoded[index]
    if (!raw || !message) continue
    if (message.model.modelID !== "") model = message.model
    messages.set(raw, { ...message, model: model ?? message.model, usage: undefined })
  }
  const messageOf = (raw: RecordedMessage): Message => {
    const message = messages.get(raw)
    if (!message) throw new Error("A message of another session was asked for")
    return message
  }
  return {
    messageOf,
    answered(raw, usage) {
      // The host does not count what an answer reports that ended in an error.
      if (!asRecord(raw.info)["error"]) messages.set(raw, { ...messageOf(raw), usage })
    },
  }
}
