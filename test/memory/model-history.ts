import { asRecord } from "../../src/session/is-record.ts"
import { isUser } from "./history.ts"
import type { HostModel } from "./models.ts"
import type { AssistantMessage, FilePart, Stored, ToolPart, UserMessage } from "./stored.ts"

/** How stored messages reach a model, in the words of chat completions. */

type Content = string | readonly object[]
export interface ChatMessage {
  readonly role: "system" | "user" | "assistant" | "tool"
  readonly content: Content
  readonly [key: string]: unknown
}

/** The host sends these as text parts of their own. */
const unsentMimes = new Set(["text/plain", "application/x-directory"])

export const isMedia = ({ mime }: Pick<FilePart, "mime">): boolean => !unsentMimes.has(mime)

const text = (value: string) => ({ type: "text", text: value })

const kindOf = (mime: string): string =>
  mime === "application/pdf" ? "pdf" : (mime.split("/", 1)[0] ?? "")

/** A file as its model takes it; a text that says so where it takes none of that kind. */
const sentMedia =
  (model: HostModel | undefined) =>
  ({ mime, url, filename }: FilePart): object => {
    const kind = kindOf(mime)
    if (!model || model.capabilities.input[kind]) return { type: "image_url", image_url: { url } }
    const name = filename === undefined ? kind : `"${filename}"`
    return text(
      `ERROR: Cannot read ${name} (this model does not support ${kind} input). Inform the user.`,
    )
  }

const plain = (parts: readonly object[]): Content => {
  const [only, ...others] = parts
  return only && others.length === 0 && "text" in only ? String(only.text) : parts
}

const fromUser = ({ parts }: UserMessage, model: HostModel | undefined): ChatMessage[] => {
  const content = parts.flatMap((part): object[] => {
    if (part.type === "text" && part.text !== "") return [text(part.text)]
    if (part.type === "file" && isMedia(part)) return [sentMedia(model)(part)]
    if (part.type === "subtask") return [text("A command of the user's was run:")]
    return part.type === "compaction" ? [text("What did we do so far?")] : []
  })
  return content.length === 0 ? [] : [{ role: "user", content: plain(content) }]
}

export const outputOf = ({ state }: ToolPart): string => {
  if (state.status === "error") return state.error ?? ""
  if (state.status !== "completed") return "[Tool execution was interrupted]"
  return state.time?.compacted === undefined
    ? (state.output ?? "")
    : "[Old tool result content cleared]"
}

const attachmentsOf = ({ state }: ToolPart): readonly FilePart[] =>
  state.status === "completed" && state.time?.compacted === undefined
    ? (state.attachments ?? [])
    : []

/** A model with a field for it gets it with every message, also where it is empty. */
const thinkingOf = (thought: string, model: HostModel | undefined): Record<string, string> => {
  const { field } = asRecord(model?.capabilities["interleaved"])
  if (typeof field === "string") return { [field]: thought }
  return thought === "" ? {} : { reasoning_content: thought }
}

/** An answer that ended in an error is left out, unless it was aborted with content. */
export const isSent = ({ info, parts }: AssistantMessage): boolean =>
  info.error
    ? info.error.name === "MessageAbortedError" &&
      parts.some(({ type }) => type !== "step-start" && type !== "reasoning")
    : parts.some(({ type }) => type !== "step-start")

const fromAssistant = (message: AssistantMessage, model: HostModel | undefined): ChatMessage[] => {
  if (!isSent(message)) return []
  const { parts } = message
  const tools = parts.filter((part) => part.type === "tool")
  const said = parts.flatMap((part) => (part.type === "text" ? [part.text] : []))
  const thought = parts.flatMap((part) => (part.type === "reasoning" ? [part.text] : []))
  if (tools.length === 0 && said.length === 0 && thought.length === 0) return []
  const media = tools.flatMap(attachmentsOf)
  return [
    {
      role: "assistant",
      content: said.join(""),
      ...thinkingOf(thought.join(""), model),
      ...(tools.length > 0 && {
        tool_calls: tools.map(({ callID, tool, state }) => ({
          id: callID,
          type: "function",
          function: { name: tool, arguments: JSON.stringify(state.input) },
        })),
      }),
    },
    ...tools.map((part): ChatMessage => ({
      role: "tool",
      tool_call_id: part.callID,
      content: outputOf(part),
    })),
    ...(media.length > 0
      ? [
          {
            role: "user" as const,
            content: [text("Media of the result:"), ...media.map(sentMedia(model))],
          },
        ]
      : []),
  ]
}

/** Without a model, as the host estimates sizes: with all media. */
export const toChat = (history: readonly Stored[], model?: HostModel): ChatMessage[] =>
  history.flatMap((message) =>
    isUser(message) ? fromUser(message, model) : fromAssistant(message, model),
  )
