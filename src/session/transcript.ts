/**
 * Our narrow, immutable view of the messages a request is built from. Parts are addressed by
 * message id and part id, because call ids repeat within a session.
 */
export interface Transcript {
  readonly sessionID: string
  /** The session's working directory; paths in tool calls may be relative to it. */
  readonly directory: string
  readonly messages: readonly Message[]
}

export interface Message {
  readonly id: string
  readonly role: "user" | "assistant"
  readonly agent: string
  readonly model: ModelRef
  /** Milliseconds since the epoch. */
  readonly created: number
  /** The host's own compaction summary. */
  readonly summary: boolean
  /** A part carries metadata of its provider, so that its calls and reasoning belong together. */
  readonly signed: boolean
  /** Tokens the provider reported for the request this assistant message answers. */
  readonly usage: Usage | undefined
  readonly parts: readonly Part[]
}

export interface ModelRef {
  readonly providerID: string
  readonly modelID: string
}

export interface Usage {
  /** Prompt tokens: uncached, read from cache and written to cache. */
  readonly prompt: number
  readonly output: number
  /** Output that was thought, whether it is shown or not; missing where there was none. */
  readonly reasoning?: number
}

export type Part = TextPart | ReasoningPart | ToolPart | MediaPart | OtherPart

export interface TextPart {
  readonly kind: "text"
  readonly id: string
  readonly text: string
  /** Where it is not of its message's author. */
  readonly origin?: Origin
}

/** The host puts files, reminders and results of sub-agents into messages of the user. */
export type Origin = "host"

export interface ReasoningPart {
  readonly kind: "reasoning"
  readonly id: string
  readonly text: string
  /** It, or a part beside it, carries metadata of its provider: only valid unchanged. */
  readonly signed: boolean
  /** Its provider may want it back in later turns as well, for as long as its message stands. */
  readonly stays?: true
  /** Its provider wants a tool loop to begin with such a part. */
  readonly opensLoop?: true
}

export interface ToolPart {
  readonly kind: "tool"
  readonly id: string
  readonly tool: string
  readonly status: "completed" | "failed" | "pending"
  readonly input: ToolInput
  /** What the model reads as the result: output, error text, or the host's marker. */
  readonly output: string
  /** What a command ended with, where the host tells it. */
  readonly exitCode: number | undefined
  readonly media: readonly Media[]
  /** When the host's own prune cleared the output and media, milliseconds since the epoch. */
  readonly clearedAt: number | undefined
  /** What it has cleared, where that is not shown. */
  readonly cleared: Pick<ToolPart, "output" | "media"> | undefined
  /** The user's words in the result, where the host has recorded that they are. */
  readonly replies?: readonly string[]
}

export interface MediaPart extends Media {
  readonly kind: "media"
  readonly id: string
}

/** A part that reaches no model, or of a type this version does not know. */
export interface OtherPart {
  readonly kind: "other"
  readonly id: string
  readonly type: string
}

export interface Media {
  readonly mime: string
  readonly name: string
  readonly url: string
  /** Counted tokens of a page, where it is a document, by the model that reads it. */
  readonly pageTokens?: number
}

export type ToolInput = Readonly<Record<string, unknown>>

/** What of a part can be replaced on its own. */
export const PART_FIELDS = ["text", "reasoning", "input", "output", "media"] as const
export type Field = (typeof PART_FIELDS)[number]

/** A whole message can be replaced too; such a target has no part. */
export const WHOLE_MESSAGE = "message"
export const TARGET_FIELDS = [...PART_FIELDS, WHOLE_MESSAGE] as const
export type TargetField = (typeof TARGET_FIELDS)[number]

/** The fields of a part that reach the model. */
export function fieldsOf(part: Part): readonly Field[] {
  switch (part.kind) {
    case "text":
      return ["text"]
    case "reasoning":
      return ["reasoning"]
    case "media":
      return ["media"]
    case "tool":
      return part.media.length > 0 ? ["input", "output", "media"] : ["input", "output"]
    case "other":
      return []
  }
}

/** The media that a part carries. */
export function attachmentsOf(part: Part): readonly Media[] {
  if (part.kind === "media") return [part]
  return part.kind === "tool" ? part.media : []
}

export const slotKey = (message: string, part: string, field: TargetField): string =>
  `${message}/${part}/${field}`

/** The slot of a whole message. */
export const messageKey = (message: string): string => slotKey(message, "", WHOLE_MESSAGE)

export const modelName = ({ providerID, modelID }: ModelRef): string => `${providerID}/${modelID}`

export const sameModel = (a: ModelRef, b: ModelRef): boolean =>
  a.providerID === b.providerID && a.modelID === b.modelID

/** What stands at an address: a part of a message, or the message itself with those that go with it. */
export interface Place {
  readonly message: Message
  readonly part: Part | undefined
  readonly also: readonly Message[]
}

/** Looks places up by their address. */
export function placeFinder({
  messages,
}: Transcript): (target: {
  readonly message: string
  readonly part: string
  readonly field: TargetField
  readonly also?: readonly string[]
}) => Place | undefined {
  const known = new Map<string, Message>()
  for (const message of messages) known.set(message.id, message)
  return ({ message: id, part: partID, field, also: others = NONE }) => {
    const message = known.get(id)
    const also = others === NONE ? NONE : others.flatMap((other) => known.get(other) ?? NONE)
    if (!message || also.length < others.length) return undefined
    if (field === WHOLE_MESSAGE) return { message, part: undefined, also }
    const part = findPart(message, partID)
    return part && { message, part, also }
  }
}

const NONE: readonly never[] = []

/** From so many parts on, a table of them is made. */
const MANY_PARTS = 16
const tables = new WeakMap<Message, ReadonlyMap<string, Part>>()

function findPart(message: Message, id: string): Part | undefined {
  const { parts } = message
  if (parts.length < MANY_PARTS) return parts.find((part) => part.id === id)
  const table = tables.get(message) ?? new Map(parts.toReversed().map((part) => [part.id, part]))
  tables.set(message, table)
  return table.get(id)
}

/** Index of the newest user message, or -1. */
export const latestUserIndex = (messages: readonly Message[]): number =>
  messages.findLastIndex((message) => message.role === "user")

/**
 * Index of the user message that began the tool loop which is still running, or -1. A user message
 * right behind tool results begins none: providers with alternating roles join the two.
 */
export function loopStartIndex(messages: readonly Message[]): number {
  let index = latestUserIndex(messages)
  while (index > 0 && endsInCall(messages[lastBefore(messages, index, isSent)]))
    index = lastBefore(messages, index, ({ role }) => role === "user")
  return index
}

function lastBefore(
  messages: readonly Message[],
  end: number,
  isMeant: (message: Message) => boolean,
): number {
  for (let index = end - 1; index >= 0; index--) {
    const message = messages[index]
    if (message && isMeant(message)) return index
  }
  return -1
}

/** An answer that ended in an error leaves a message that reaches no model. */
export const isSent = ({ role, parts }: Message): boolean =>
  role === "user" || parts.some(({ kind }) => kind !== "other")

const endsInCall = (message: Message | undefined): boolean =>
  message?.role === "assistant" &&
  message.parts.findLast(({ kind }) => kind !== "other")?.kind === "tool"
