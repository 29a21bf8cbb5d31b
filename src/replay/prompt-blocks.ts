import type { Meter } from "../session/meter.ts"
import { payloadText } from "../session/meter.ts"
import { isRecord } from "../session/is-record.ts"
import { fieldsOf } from "../session/transcript.ts"
import type { Field, Message, Part } from "../session/transcript.ts"

/** A piece of a prompt. Equal pieces of a session are one object, so that prompts compare fast. */
export interface Block {
  /** What the model can read in it. */
  readonly text: string
  readonly tokens: number
}

export type PromptBlocks = (messages: readonly Message[]) => readonly Block[]

/** Turns messages into blocks in the order in which a provider gets them: calls, then results. */
export function createPromptBlocks(meter: Meter): PromptBlocks {
  const known = new WeakMap<readonly Part[], readonly Block[]>()
  const texts = new Map<string, Map<string, Block>>()
  const frames = new Map<number, Block>()

  const block = (part: Part, field: Field): Block => {
    // Inputs are shown to models unescaped or as JSON; a line with a quote must be found in either.
    const text =
      part.kind === "tool" && field === "input"
        ? readable(part.tool, part.input)
        : payloadText(part, field)
    const kind = part.kind === "tool" ? `${field} of ${part.tool}` : field
    const same = texts.get(kind) ?? new Map<string, Block>()
    texts.set(kind, same)
    const found = same.get(text) ?? { text, tokens: meter.tokens(part, field) }
    same.set(text, found)
    return found
  }
  const frame = (tokens: number): Block => {
    const found = frames.get(tokens) ?? { text: "", tokens }
    frames.set(tokens, found)
    return found
  }
  const blocksOf = (message: Message): readonly Block[] => {
    const cached = known.get(message.parts)
    if (cached) return cached
    const own: Block[] = []
    const results: Block[] = []
    for (const part of message.parts)
      for (const field of fieldsOf(part))
        (part.kind === "tool" && field !== "input" ? results : own).push(block(part, field))
    const content = [...own, ...results]
    const framing = meter.message(message) - content.reduce((sum, { tokens }) => sum + tokens, 0)
    const blocks = content.length === 0 ? [] : [frame(framing), ...content]
    known.set(message.parts, blocks)
    return blocks
  }
  return (messages) => messages.flatMap(blocksOf)
}

const readable = (tool: string, input: unknown): string => `${tool}\n${leaves(input)}`

const leaves = (value: unknown): string =>
  Array.isArray(value)
    ? value.map(leaves).join("\n")
    : isRecord(value)
      ? Object.entries(value)
          .map(([key, entry]) => `${key}: ${leaves(entry)}`)
          .join("\n")
      : String(value)
