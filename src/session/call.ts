import { isRecord } from "./is-record.ts"
import type { Message, ToolInput, ToolPart, Transcript } from "./transcript.ts"
import { belowWindowsFolder, isWindowsFolder, windowsPath } from "./windows-path.ts"

/** A finished tool call where it stands in the transcript. */
export interface Call {
  readonly part: ToolPart
  readonly message: Message
  /** Index of its message. */
  readonly index: number
}

/** Tools that list files or search in them. */
export const SEARCH_TOOLS: ReadonlySet<string> = new Set(["glob", "grep", "list", "ls"])

/** Finished calls, oldest first; what the host's own prune has cleared is left out. */
export function finishedCalls(transcript: Transcript): readonly Call[] {
  const calls: Call[] = []
  transcript.messages.forEach((message, index) => {
    for (const part of message.parts)
      if (part.kind === "tool" && part.status !== "pending" && part.clearedAt === undefined)
        calls.push({ part, message, index })
  })
  return calls
}

/** Names a call in a placeholder: tool, target, size of its result. */
export function describeCall({ part }: Call, directory: string): string {
  const target = targetOf(part, directory)
  const lines = part.output === "" ? 0 : part.output.split("\n").length
  return `${part.tool}${target ? ` ${target}` : ""}, ${lines} ${lines === 1 ? "line" : "lines"}`
}

const PATH_KEYS = ["filePath", "file_path", "path"]
const TARGET_KEYS = [...PATH_KEYS, "command", "pattern", "url", "query", "name", "description"]

export function targetOf({ input }: ToolPart, directory: string): string {
  const key = TARGET_KEYS.find((candidate) => typeof input[candidate] === "string")
  const value = key ? String(input[key]) : questionsIn(input)
  // In a command or a pattern a backslash means something else.
  const isPath = PATH_KEYS.some((candidate) => candidate === key)
  return isPath || !isWindowsFolder(directory) ? relativePath(value, directory) : value
}

const questionsIn = ({ questions }: ToolInput): string =>
  (Array.isArray(questions) ? questions.filter(isRecord) : [])
    .flatMap(({ question }) => (typeof question === "string" ? [question] : []))
    .join(" ")

const PLACE_KEYS = new Set([...PATH_KEYS, "workdir", "cwd"])

/** An input as it is compared with others: each of its files and folders in one spelling. */
export const comparable = (input: ToolInput, directory: string): ToolInput =>
  isWindowsFolder(directory)
    ? Object.fromEntries(
        Object.entries(input).map(([key, value]) => [
          key,
          PLACE_KEYS.has(key) && typeof value === "string" ? windowsPath(value, directory) : value,
        ]),
      )
    : input

/** One name for a file, however a call wrote it. */
export function absolutePath(path: string, directory: string): string {
  if (isWindowsFolder(directory)) return windowsPath(path, directory)
  return /^(?:\/|[A-Za-z]:)/.test(path) ? path : `${directory}/${path.replace(/^\.\//, "")}`
}

/** From the session's folder on, where the file is below it. */
export function relativePath(path: string, directory: string): string {
  if (isWindowsFolder(directory)) return path === "" ? "" : belowWindowsFolder(path, directory)
  return directory.length > 1 && path.startsWith(`${directory}/`)
    ? path.slice(directory.length + 1)
    : path
}
