import type { Part as HostPart } from "@opencode-ai/sdk"
import type { Rendition } from "../session/replay-edits.ts"
import { slotKey } from "../session/transcript.ts"
import { interruptedOutput } from "./decode.ts"
import type { Field } from "../session/transcript.ts"

interface AppliedMessage {
  info: { id: string; role: string }
  parts: HostPart[]
}

/**
 * Writes the renditions into the host's copy of the messages, in place: the one function of the
 * plugin that mutates a request. The host reads its database anew for the next one.
 */
export function applyRenditions(
  messages: AppliedMessage[],
  view: ReadonlyMap<string, Rendition>,
): void {
  if (view.size === 0) return
  const edited = new Set(Array.from(view.values(), ({ edit }) => edit.target.part))
  // All is made before anything is changed: a fault leaves the request as the host built it.
  const parts = messages.map((message) => {
    const standing = (part: HostPart, field: Field): Rendition | undefined =>
      edited.has(part.id) ? view.get(slotKey(message.info.id, part.id, field)) : undefined
    const rewritten =
      message.info.role === "assistant" &&
      message.parts.some((part) => OWN_FIELDS.some((field) => standing(part, field)))
    const applied = message.parts.flatMap((part) => applyToPart(part, standing))
    return rewritten ? applied.map(withoutProviderIds) : applied
  })
  for (const [index, message] of messages.entries()) message.parts = parts[index] ?? message.parts
}

/** What the model itself produced: changing it makes ids and signatures of the message void. */
const OWN_FIELDS: readonly Field[] = ["text", "reasoning", "input"]

type Standing = (part: HostPart, field: Field) => Rendition | undefined

function applyToPart(part: HostPart, standing: Standing): HostPart[] {
  switch (part.type) {
    case "text":
    case "reasoning": {
      const content = standing(part, part.type)?.content
      if (!content) return [part]
      return content.kind === "text" && content.text !== "" ? [{ ...part, text: content.text }] : []
    }
    case "file": {
      const content = standing(part, "media")?.content
      if (content?.kind !== "text") return [part]
      const { id, sessionID, messageID } = part
      return [{ id, sessionID, messageID, type: "text", text: content.text, synthetic: true }]
    }
    case "tool":
      return [{ ...part, state: applyToCall(part, standing) }]
    default:
      return [part]
  }
}

function applyToCall(
  part: Extract<HostPart, { type: "tool" }>,
  standing: Standing,
): typeof part.state {
  let state = part.state
  const input = standing(part, "input")?.content
  if (input?.kind === "input") state = { ...state, input: { ...input.input } }
  const output = standing(part, "output")?.content
  if (output?.kind === "text") {
    if (state.status === "completed") state = { ...state, output: output.text }
    if (state.status === "error")
      state =
        interruptedOutput(state) === undefined
          ? { ...state, error: output.text }
          : { ...state, metadata: { ...state.metadata, output: output.text } }
  }
  const media = standing(part, "media")?.content
  if (media?.kind === "text" && state.status === "completed")
    state = { ...state, output: `${state.output}\n${media.text}`, attachments: [] }
  return state
}

function withoutProviderIds(part: HostPart): HostPart {
  if (part.type !== "text" && part.type !== "tool" && part.type !== "reasoning") return part
  const { metadata: _metadata, ...rest } = part
  return rest
}
