import type { Draft } from "../draft.ts"
import type { Proposal } from "../edit.ts"
import { isRecord } from "../is-record.ts"
import { standingText } from "../standing-text.ts"
import { closedGuidanceText } from "../texts.ts"
import { loopStartIndex, messageKey, WHOLE_MESSAGE } from "../transcript.ts"
import type { Field, Message, Part, ToolInput } from "../transcript.ts"
import { membersOf } from "../whole-messages.ts"
import { handleOf } from "../handle.ts"
import type { Meter } from "../meter.ts"

/** Guidance that has bound for a while and does not any more. */
export interface ClosedGuidance {
  /** What the user typed, by the message that carried the guidance. */
  readonly requests: ReadonlyMap<string, string>
  /** Skills that carried it. */
  readonly skills: ReadonlySet<string>
  /** Its lines. */
  readonly lines: readonly string[]
}

/** Tools whose calls speak of guidance. Files and commands may say the same for reasons of their own. */
const WORKFLOW_TOOL = "workflow"
const SPEAKING_TOOLS = new Set(["task", WORKFLOW_TOOL])
const SKILL_TOOL = "skill"

/**
 * Takes guidance that is over out of a request: the message or skill that brought it, and its lines
 * where the model, a summary or a dispatch repeats them. What else users and files say stays.
 */
export function closedGuidance(
  draft: Draft,
  { closed, meter }: { readonly closed: ClosedGuidance; readonly meter: Meter },
): readonly Proposal[] {
  const { messages } = draft.transcript
  const loopStart = loopStartIndex(messages)
  const cleaned = (text: string): string => withoutLines(text, closed.lines)
  return messages.flatMap((message, index): readonly Proposal[] => {
    const folded = draft.view.get(messageKey(message.id))
    if (folded) {
      const { content, edit } = folded
      const text = content.kind === "text" ? cleaned(content.text) : undefined
      return text === undefined || content.kind !== "text" || text === content.text
        ? []
        : [
            {
              target: {
                message: message.id,
                part: "",
                field: WHOLE_MESSAGE,
                ...(membersOf(edit.target).length > 1 && { also: membersOf(edit.target).slice(1) }),
              },
              replacement: { kind: "text", text },
              reason: "closed-guidance",
            },
          ]
    }
    // What a provider has signed together stays as it is while the model still works on from it.
    if (message.signed && index >= loopStart) return []
    return message.parts.flatMap((part) =>
      fieldsToClean(message, part, closed).flatMap((field): readonly Proposal[] => {
        const target = { message: message.id, part: part.id, field }
        const text = standingText(draft, { message, part, field })
        if (field === "reasoning" && part.kind === "reasoning" && part.signed)
          return cleaned(text) === text
            ? []
            : [{ target, replacement: { kind: "drop" }, reason: "closed-guidance" }]
        if (field === "input") {
          const input = part.kind === "tool" ? cleanedInput(text, cleaned) : undefined
          return input
            ? [{ target, replacement: { kind: "input", input }, reason: "closed-guidance" }]
            : []
        }
        const typed = broughtWith({ message, part, text }, closed)
        const stands =
          typed === undefined
            ? cleaned(text)
            : [closedGuidanceText(handleOf(meter.digest(part, field))), typed].join("\n").trim()
        return stands === text
          ? []
          : [{ target, replacement: { kind: "text", text: stands }, reason: "closed-guidance" }]
      }),
    )
  })
}

interface Bringer {
  readonly message: Message
  readonly part: Part
  readonly text: string
}

/** Where a part has brought the guidance itself, what of it stays; undefined where it has not. */
function broughtWith({ message, part, text }: Bringer, closed: ClosedGuidance): string | undefined {
  if (part.kind === "tool")
    return part.tool === SKILL_TOOL || (part.tool === WORKFLOW_TOOL && speaksOf(text, closed.lines))
      ? ""
      : undefined
  const first = message.parts.find(({ kind }) => kind === "text")
  return part === first ? closed.requests.get(message.id) : undefined
}

const speaksOf = (text: string, lines: readonly string[]): boolean =>
  lines.some((line) => text.includes(line))

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

/** A list mark and its box. */
const MARKS = /^[\s\-*+•[\]xX\d.():"',]*$/

/** A text without these lines; where one stands within another, an ellipsis takes its place. */
export const withoutLines = (text: string, lines: readonly string[]): string =>
  speaksOf(text, lines)
    ? text
        .split("\n")
        .flatMap((standing) => {
          const rest = lines.reduce((left, line) => left.replaceAll(line, "…"), standing)
          return rest !== standing && MARKS.test(rest.replaceAll("…", "")) ? [] : [rest]
        })
        .join("\n")
    : text

/** Arguments with their texts cleaned; undefined where nothing changes. */
function cleanedInput(json: string, cleaned: (text: string) => string): ToolInput | undefined {
  let isChanged = false
  const input: unknown = JSON.parse(json, (_key, value: unknown) => {
    if (typeof value !== "string") return value
    const text = cleaned(value)
    isChanged ||= text !== value
    return text
  })
  return isChanged && isRecord(input) ? input : undefined
}
