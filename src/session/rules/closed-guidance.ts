import { appendEdits } from "../append-edits.ts"
import type { Draft } from "../draft.ts"
import type { Proposal, Target } from "../edit.ts"
import { handleOf } from "../handle.ts"
import { isRecord } from "../is-record.ts"
import type { Meter } from "../meter.ts"
import { standingText } from "../standing-text.ts"
import { closedGuidanceText, REASONING_GONE } from "../texts.ts"
import { loopStartIndex, messageKey, WHOLE_MESSAGE } from "../transcript.ts"
import type { Field, Message, Part, ToolInput } from "../transcript.ts"
import { membersOf } from "../whole-messages.ts"
import { writtenParts } from "../written.ts"
import { withoutLines } from "../without-lines.ts"

/** Guidance that has bound for a while and does not any more. */
export interface ClosedGuidance {
  /** What the user typed, out of the text of the message that carried the guidance. */
  readonly requests: ReadonlyMap<string, (text: string) => string | undefined>
  /** Skills that carried it. */
  readonly skills: ReadonlySet<string>
  /** Its lines. */
  readonly lines: readonly string[]
}

/** Tools whose calls speak of guidance. Files and commands may say the same for reasons of their own. */
const SPEAKING_TOOLS = new Set(["task", "workflow", "todowrite", "todoread", "question"])
const SKILL_TOOL = "skill"

export interface ClosedGuidanceInput {
  readonly closed: ClosedGuidance
  readonly meter: Meter
}

/**
 * Takes guidance that is over out of a request: the message or skill that brought it, and its lines
 * where the model, a summary, a todo list or a dispatch repeats them. What else users and files say
 * stays.
 */
export function closedGuidance(draft: Draft, input: ClosedGuidanceInput): readonly Proposal[] {
  const { messages } = draft.transcript
  const loopStart = loopStartIndex(messages)
  return messages.flatMap((message, index): readonly Proposal[] => {
    if (draft.view.has(messageKey(message.id))) return cleanedFold(draft, message, input)
    // What a provider has signed together stays as it is while the model still works on from it.
    if (message.signed && index >= loopStart) return []
    return message.parts.flatMap((part) =>
      fieldsToClean(message, part, input.closed).flatMap((field) =>
        cleanedPart(draft, { message, part, field }, input),
      ),
    )
  })
}

/** The draft without it, whatever there is room for: what is over must not bind again. */
export const withoutClosedGuidance = (
  draft: Draft,
  { closed, meter }: { readonly closed?: ClosedGuidance | undefined; readonly meter: Meter },
): Draft =>
  closed
    ? appendEdits({
        draft,
        proposals: closedGuidance(draft, { closed, meter }),
        meter,
        stage: "initial",
      })
    : draft

interface Slot {
  readonly message: Message
  readonly part: Part
  readonly field: Field
}

/** A step that became a line, or a summary. */
function cleanedFold(
  { view }: Draft,
  { id }: Message,
  { closed }: ClosedGuidanceInput,
): readonly Proposal[] {
  const folded = view.get(messageKey(id))
  if (folded?.content.kind !== "text") return []
  const also = membersOf(folded.edit.target).slice(1)
  const target = {
    message: id,
    part: "",
    field: WHOLE_MESSAGE,
    ...(also.length > 0 && { also }),
  } as const
  return replacedText(target, folded.content.text, withoutLines(folded.content.text, closed.lines))
}

function cleanedPart(
  draft: Draft,
  slot: Slot,
  { closed, meter }: ClosedGuidanceInput,
): readonly Proposal[] {
  const { message, part, field } = slot
  const target = { message: message.id, part: part.id, field }
  const text = standingText(draft, slot)
  const cleaned = withoutLines(text, closed.lines)
  if (field === "input") {
    const input = part.kind === "tool" ? cleanedInput(text, closed.lines) : undefined
    return input
      ? [{ target, replacement: { kind: "input", input }, reason: "closed-guidance" }]
      : []
  }
  // What is signed goes whole or not at all.
  if (part.kind === "reasoning" && part.signed)
    return cleaned === text || part.stays
      ? []
      : [{ target, replacement: { kind: "drop" }, reason: "closed-guidance" }]
  // A provider may refuse a call beside which nothing was thought.
  if (part.kind === "reasoning" && cleaned.trim() === "")
    return replacedText(target, text, REASONING_GONE)
  const kept = keptOfBringer(slot, closed, text)
  if (kept === undefined) return replacedText(target, text, cleaned)
  const placed = [closedGuidanceText(handleOf(meter.digest(part, field))), kept].join("\n").trim()
  // A short text has no room for a placeholder, and what the user typed says enough.
  const fits = [placed, kept].find(
    (candidate) => meter.measure(candidate).tokens < meter.tokens(part, field),
  )
  return replacedText(target, text, fits ?? cleaned)
}

const replacedText = (target: Target, text: string, stands: string): readonly Proposal[] =>
  stands === text
    ? []
    : [{ target, replacement: { kind: "text", text: stands }, reason: "closed-guidance" }]

/** Where a part has brought the guidance itself, what of it stays; undefined where it has not. */
function keptOfBringer(
  { message, part }: Slot,
  closed: ClosedGuidance,
  text: string,
): string | undefined {
  if (part.kind === "tool") {
    const brings =
      part.tool === SKILL_TOOL ||
      (part.tool === "workflow" && closed.lines.some((line) => text.includes(line)))
    return brings ? "" : undefined
  }
  const [first] = writtenParts(message)
  return part === first && part.kind === "text"
    ? closed.requests.get(message.id)?.(part.text)
    : undefined
}

function fieldsToClean(message: Message, part: Part, closed: ClosedGuidance): readonly Field[] {
  if (message.role === "user")
    return part.kind === "text" && closed.requests.has(message.id) ? ["text"] : []
  switch (part.kind) {
    case "text":
      return ["text"]
    case "reasoning":
      return ["reasoning"]
    case "tool":
      if (part.status === "pending") return []
      if (part.tool === SKILL_TOOL)
        return closed.skills.has(String(part.input["name"])) ? ["output"] : []
      return SPEAKING_TOOLS.has(part.tool) ? ["input", "output"] : []
    case "media":
    case "other":
      return []
  }
}

/** Arguments with their texts cleaned; undefined where nothing changes. */
function cleanedInput(json: string, lines: readonly string[]): ToolInput | undefined {
  let isChanged = false
  const input: unknown = JSON.parse(json, (_key, value: unknown) => {
    if (typeof value !== "string") return value
    const text = withoutLines(value, lines)
    isChanged ||= text !== value
    return text
  })
  return isChanged && isRecord(input) ? input : undefined
}
