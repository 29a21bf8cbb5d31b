import { finishedCalls, relativePath } from "../call.ts"
import type { Call } from "../call.ts"
import { TODO_TOOL } from "../compact/newest-protected.ts"
import { bindingLines } from "../compact/telling-lines.ts"
import { headOf } from "../cut-text.ts"
import { isRecord } from "../is-record.ts"
import type { Meter } from "../meter.ts"
import type { Message, Transcript } from "../transcript.ts"
import { latestRequestIndex, repliesIn, writtenParts } from "../written.ts"
import { lastCommands } from "./last-commands.ts"
import type { CommandFact } from "./last-commands.ts"
import { touchedFiles } from "./touched-files.ts"
import type { TouchedFiles } from "./touched-files.ts"
import { userReplies } from "./user-replies.ts"
import type { ReplyFact } from "./user-replies.ts"

/** What code knows of a session, so that no model has to be trusted with it. Oldest first. */
export interface Facts {
  /** The newest message of the user. */
  readonly request: string | undefined
  /** Lines of earlier messages and of replies that bind, with task ids and output contracts. */
  readonly binding: readonly string[]
  /** Answers to questions, feedback on calls that were refused, decisions on plans. */
  readonly replies: readonly ReplyFact[]
  /** Items of the todo list that are not done. */
  readonly todos: readonly string[]
  readonly files: TouchedFiles
  /** What each command came to when it last ran. */
  readonly commands: readonly CommandFact[]
  /** How the newest call failed that failed. */
  readonly lastError: string | undefined
}

export interface FactsInput {
  readonly transcript: Transcript
  readonly meter: Meter
  /** Most tokens that stay of a user's text that is not the latest. */
  readonly userTokens: number
}

export function collectFacts({ transcript, meter, userTokens }: FactsInput): Facts {
  const { messages, directory } = transcript
  const calls = finishedCalls({ ...transcript, messages: messages.map(restored) })
  const latest = latestRequestIndex(messages)
  const count = (text: string): number => meter.measure(text).tokens
  const request = messages[latest]
  const said = messages.flatMap((message, index) =>
    message.role === "user" && index < latest
      ? writtenParts(message).map(({ text }) => text)
      : repliesIn(message),
  )
  return {
    request:
      request &&
      writtenParts(request)
        .map(({ text }) => text)
        .join("\n"),
    binding: [
      ...new Set(said.flatMap((text) => bindingLines({ text, tokens: userTokens, count }))),
    ],
    replies: userReplies({ transcript, meter, userTokens }),
    todos: openTodos(calls),
    files: touchedFiles(calls, directory),
    commands: lastCommands(calls),
    lastError: lastError(calls, directory),
  }
}

/** A result that the host's prune has cleared tells what happened all the same. */
const restored = (message: Message): Message =>
  message.parts.some((part) => part.kind === "tool" && part.cleared)
    ? {
        ...message,
        parts: message.parts.map((part) =>
          part.kind === "tool" && part.cleared
            ? { ...part, ...part.cleared, clearedAt: undefined }
            : part,
        ),
      }
    : message

/** Of the newest todo list, the items that are neither done nor given up. */
function openTodos(calls: readonly Call[]): readonly string[] {
  const newest = calls.findLast(
    ({ part }) => part.tool === TODO_TOOL && part.status === "completed",
  )
  const items = newest?.part.input["todos"]
  return (Array.isArray(items) ? items.filter(isRecord) : []).flatMap(({ content, status }) =>
    typeof content === "string" && status !== "completed" && status !== "cancelled"
      ? [status === "in_progress" ? `${content} (in progress)` : content]
      : [],
  )
}

const LONGEST_ERROR = 300

function lastError(calls: readonly Call[], directory: string): string | undefined {
  const failed = calls.findLast(({ part }) => part.status === "failed")?.part
  const line = failed?.output.split("\n").find((candidate) => candidate.trim() !== "")
  if (!failed || line === undefined) return undefined
  const path = failed.input["filePath"]
  const target = typeof path === "string" ? ` ${relativePath(path, directory)}` : ""
  return `${failed.tool}${target}: ${headOf(line.trim(), LONGEST_ERROR)}`
}
