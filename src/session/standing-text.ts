import type { Draft } from "./draft.ts"
import { payloadText } from "./meter.ts"
import { fieldsOf, messageKey, slotKey } from "./transcript.ts"
import type { Field, Message, Part } from "./transcript.ts"

/** What the model reads at a slot, after the edits so far. */
export function standingText(
  { view }: Pick<Draft, "view">,
  {
    message,
    part,
    field,
  }: { readonly message: Message; readonly part: Part; readonly field: Field },
): string {
  const content = view.get(slotKey(message.id, part.id, field))?.content
  switch (content?.kind) {
    case undefined:
      return payloadText(part, field)
    case "text":
      return content.text
    case "input":
      return JSON.stringify(content.input)
    case "drop":
      return ""
  }
}

/** Every text the model reads, media left out. */
export function* standingTexts(draft: Draft): Generator<string> {
  for (const message of draft.transcript.messages) yield* textsOf(draft, message)
}

export function* textsOf(draft: Draft, message: Message): Generator<string> {
  const folded = draft.view.get(messageKey(message.id))?.content
  if (folded) {
    if (folded.kind === "text") yield folded.text
    return
  }
  for (const part of message.parts)
    for (const field of fieldsOf(part))
      if (field !== "media") yield standingText(draft, { message, part, field })
}
