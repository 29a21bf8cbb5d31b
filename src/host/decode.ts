import { asRecord, isRecord } from "../session/is-record.ts"
import { pageTokens } from "../session/media-tokens.ts"
import { isSame } from "./is-same.ts"
import { originOf, repeatedMessages } from "./part-origin.ts"
import { isSigned, sealOf } from "./provider-metadata.ts"
import { repliesOf } from "./user-reply.ts"
import type {
  Media,
  Message,
  ModelRef,
  Part,
  ReasoningPart,
  TextPart,
  ToolPart,
  Transcript,
  Usage,
} from "../session/transcript.ts"

/** Messages as the host hands them to hooks; everything inside is read with care. */
export interface HostMessage {
  readonly info: unknown
  readonly parts: readonly unknown[]
}

export type Decode = (
  messages: readonly HostMessage[],
  session: { readonly sessionID: string; readonly directory: string },
) => Transcript

/** The host sends these files as text parts of their own, or not at all. */
const UNSENT_MIMES = new Set(["text/plain", "application/x-directory"])
const CLEARED_OUTPUT = "[Old tool result content cleared]"
const INTERRUPTED_OUTPUT = "[Tool execution was interrupted]"

/**
 * Decodes messages into our view. Total: whatever a part holds, it becomes a part of ours. Equal
 * parts and messages come out as the same objects as last time, so that sizes are kept with them.
 * `restoreCleared` shows outputs that the host's own prune has cleared, and answers it leaves out.
 */
export function createDecode({
  restoreCleared = false,
}: { readonly restoreCleared?: boolean } = {}): Decode {
  let known = new Map<string, Message>()
  return (messages, { sessionID, directory }) => {
    const next = new Map<string, Message>()
    const repeated = repeatedMessages(messages)
    const perPage = pageTokens(readingModel(messages))
    const decoded = messages.map((raw, index) => {
      const fresh = decodeMessage(raw, index, {
        all: restoreCleared,
        isRepeated: repeated.has(raw),
        perPage,
      })
      const message = settle(known.get(fresh.id), fresh)
      next.set(message.id, message)
      return message
    })
    known = next
    return { sessionID, directory: workingDirectory(messages) ?? directory, messages: decoded }
  }
}

/** Keeps the earlier objects wherever they are equal. */
function settle(before: Message | undefined, fresh: Message): Message {
  if (!before || isSame(before, fresh)) return before ?? fresh
  const known = new Map(before.parts.map((part) => [part.id, part]))
  const parts = fresh.parts.map((part) => {
    const earlier = known.get(part.id)
    return earlier && isSame(earlier, part) ? earlier : part
  })
  return { ...fresh, parts }
}

function decodeMessage(
  raw: HostMessage,
  index: number,
  { all, isRepeated, perPage }: Pick<PartInput, "all" | "isRepeated" | "perPage">,
): Message {
  const info = asRecord(raw.info)
  const role = info["role"] === "assistant" ? "assistant" : "user"
  const rawParts = (
    Array.isArray(raw.parts) && (all || isSent(info, raw.parts)) ? raw.parts : []
  ).map(asRecord)
  const model = modelOf(info)
  const seal = sealOf(rawParts, model.modelID)
  return {
    id: text(info["id"]) || `message-${index}`,
    role,
    agent: text(info["agent"]) || text(info["mode"]),
    model,
    created: number(asRecord(info["time"])["created"]),
    // On user messages `summary` is an object of another meaning.
    summary: role === "assistant" && info["summary"] === true,
    // On user messages metadata is of the host and its apps.
    signed: role === "assistant" && rawParts.some(isSigned),
    usage: role === "assistant" && !info["error"] ? usageOf(info) : undefined,
    parts: rawParts.map((part, at) =>
      decodePart({ part, role, index: at, all, isRepeated, seal, perPage }),
    ),
  }
}

/** The host leaves out answers that ended in an error, unless they were aborted with content. */
function isSent(info: Record<string, unknown>, parts: readonly unknown[]): boolean {
  if (info["role"] !== "assistant" || !info["error"]) return true
  return (
    asRecord(info["error"])["name"] === "MessageAbortedError" &&
    parts.some((part) => !["step-start", "reasoning"].includes(text(asRecord(part)["type"])))
  )
}

function modelOf(info: Record<string, unknown>): ModelRef {
  const model = asRecord(info["model"])
  return {
    providerID: text(model["providerID"]) || text(info["providerID"]),
    modelID: text(model["modelID"]) || text(info["modelID"]),
  }
}

function usageOf(info: Record<string, unknown>): Usage | undefined {
  const tokens = asRecord(info["tokens"])
  const cache = asRecord(tokens["cache"])
  // One number that no provider can mean, and the sum says nothing.
  const parts = [tokens["input"], cache["read"], cache["write"]].map((value) => whole(value ?? 0))
  const prompt = parts.reduce<number>((sum, part) => sum + (part ?? NaN), 0)
  if (whole(prompt) === undefined || prompt === 0) return undefined
  const reasoning = whole(tokens["reasoning"]) ?? 0
  return { prompt, output: whole(tokens["output"]) ?? 0, ...(reasoning > 0 && { reasoning }) }
}

const whole = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined

interface PartInput {
  readonly part: Record<string, unknown>
  readonly role: Message["role"]
  readonly index: number
  readonly all: boolean
  readonly isRepeated: boolean
  readonly seal: ReturnType<typeof sealOf>
  /** Counted tokens of a document's page. */
  readonly perPage: number
}

function decodePart({ part, role, index, all, isRepeated, seal, perPage }: PartInput): Part {
  const id = text(part["id"]) || `part-${index}`
  switch (part["type"]) {
    case "text":
      return part["ignored"] === true && role === "user"
        ? { kind: "other", id, type: "ignored" }
        : decodeText(id, part, isRepeated)
    case "reasoning":
      return {
        kind: "reasoning",
        id,
        text: content(part["text"]),
        ...seal(part),
      } satisfies ReasoningPart
    case "file":
      return UNSENT_MIMES.has(text(part["mime"]))
        ? { kind: "other", id, type: "file" }
        : { kind: "media", id, ...mediaOf(part, perPage) }
    case "tool":
      return decodeTool(id, part, { all, perPage })
    default:
      return { kind: "other", id, type: text(part["type"]) }
  }
}

function decodeText(id: string, part: Record<string, unknown>, isRepeated: boolean): TextPart {
  const origin = originOf(part, isRepeated)
  return { kind: "text", id, text: content(part["text"]), ...(origin && { origin }) }
}

/** Of a call that was interrupted the host sends what had come until then, not the error. */
export function interruptedOutput(state: Record<string, unknown>): string | undefined {
  const { interrupted, output } = asRecord(state["metadata"])
  return interrupted === true && typeof output === "string" ? output : undefined
}

function decodeTool(
  id: string,
  part: Record<string, unknown>,
  { all, perPage }: Pick<PartInput, "all" | "perPage">,
): ToolPart {
  const state = asRecord(part["state"])
  const status =
    state["status"] === "completed"
      ? "completed"
      : state["status"] === "error"
        ? "failed"
        : "pending"
  const compacted = asRecord(state["time"])["compacted"]
  const clearedAt = typeof compacted === "number" && status === "completed" ? compacted : undefined
  const cleared = !all && clearedAt !== undefined
  const attachments = Array.isArray(state["attachments"]) ? state["attachments"].map(asRecord) : []
  const tool = text(part["tool"])
  const replies = repliesOf({ tool, state })
  const media = attachments.map((one) => mediaOf(one, perPage))
  return {
    kind: "tool",
    id,
    tool,
    status,
    input: inputOf(state["input"]),
    output: cleared
      ? CLEARED_OUTPUT
      : status === "completed"
        ? content(state["output"])
        : status === "failed"
          ? (interruptedOutput(state) ?? content(state["error"]))
          : INTERRUPTED_OUTPUT,
    exitCode: exitCodeOf(state),
    media: cleared || status !== "completed" ? [] : media,
    clearedAt,
    cleared: cleared ? { output: content(state["output"]), media } : undefined,
    ...(replies.length > 0 && { replies }),
  }
}

function exitCodeOf(state: Record<string, unknown>): number | undefined {
  const { exit } = asRecord(state["metadata"])
  return typeof exit === "number" ? exit : undefined
}

function mediaOf(part: Record<string, unknown>, perPage: number): Media {
  const mime = text(part["mime"])
  return {
    mime,
    name: text(part["filename"]),
    url: text(part["url"]),
    ...(/^application\//i.test(mime) && { pageTokens: perPage }),
  }
}

/** The model that the next request goes to reads all that was attached before. */
const readingModel = (messages: readonly HostMessage[]): ModelRef =>
  modelOf(asRecord(messages.findLast(({ info }) => asRecord(info)["role"] === "user")?.info))

function workingDirectory(messages: readonly HostMessage[]): string | undefined {
  for (const { info } of messages) {
    const cwd = asRecord(asRecord(info)["path"])["cwd"]
    if (typeof cwd === "string" && cwd !== "") return cwd
  }
  return undefined
}

/** The host sends what is no object as it is. A copy: other plugins write into the one they find. */
const inputOf = (value: unknown): Record<string, unknown> =>
  isRecord(value) || value === undefined || value === null ? { ...asRecord(value) } : { value }

/** What a part says. No tool has to answer with a text: the host sends anything else as JSON. */
function content(value: unknown): string {
  if (typeof value !== "object" || value === null) return text(value)
  try {
    return JSON.stringify(value) ?? ""
  } catch {
    // It cannot be sent either.
    return ""
  }
}

/** Scalars as text; anything else is none. */
const text = (value: unknown): string =>
  typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : ""
const number = (value: unknown): number =>
  typeof value === "number" && Number.isFinite(value) ? value : 0
