import { isRecord } from "../session/is-record.ts"
import type { Message, ToolInput } from "../session/transcript.ts"
import type { LiteralItem } from "./literal-item.ts"
import { patchItems } from "./patch-items.ts"
import { commandWords, proseWords } from "./words.ts"
import { pathItem } from "./path-item.ts"

/** What names a file or folder, what must match a file, what is run or searched; all else is prose. */
const PATH_KEYS = /^(?:file_?path|path|file|files|paths|dir|directory|work_?dir|cwd)$/i
const MATCHED_KEYS = /^old_?(?:string|str|text)$/i
const PATCH_KEYS = /^(?:patch_?text|patch|diff)$/i
const RUN_KEYS = /^(?:command|cmd|args|pattern|include|exclude|glob|regex)$/i
const NAMED_KEYS = /^(?:url|uri|name|id)$/i
/** What the call makes up itself: to lose its source may be a pity, but keeps nobody from writing it. */
const WRITTEN_KEYS =
  /^(?:new_?(?:string|str|text)|content|contents|file_?text|text|data|description|title|todos)$/i

/** Shorter lines, such as a closing bracket, are found everywhere and say nothing. */
const MIN_LINE = 8
const MIN_TEXT = 4

/** The items of the tool calls in an answer, each once. */
export function literalItems(action: Message, directory: string): readonly LiteralItem[] {
  const items = new Map<string, LiteralItem>()
  for (const part of action.parts)
    if (part.kind === "tool")
      for (const item of inputItems(part.input, directory))
        if (item.text.length >= MIN_TEXT) items.set(`${item.kind} ${item.text}`, item)
  return [...items.values()]
}

const inputItems = (input: ToolInput, directory: string): readonly LiteralItem[] =>
  leavesOf(input).flatMap(({ key, text }) => valueItems(key, text, directory))

function valueItems(key: string, text: string, directory: string): readonly LiteralItem[] {
  if (WRITTEN_KEYS.test(key)) return []
  if (PATH_KEYS.test(key)) return pathItem(text, directory)
  if (MATCHED_KEYS.test(key)) return lineItems(text.split("\n"))
  if (PATCH_KEYS.test(key)) {
    const { paths, lines } = patchItems(text)
    return [...paths.flatMap((path) => pathItem(path, directory)), ...lineItems(lines)]
  }
  if (NAMED_KEYS.test(key)) return [{ kind: "identifier", text }]
  const { paths, identifiers } = RUN_KEYS.test(key) ? commandWords(text) : proseWords(text)
  return [
    ...paths.flatMap((path) => pathItem(path, directory)),
    ...identifiers.map((identifier): LiteralItem => ({ kind: "identifier", text: identifier })),
  ]
}

const lineItems = (lines: readonly string[]): readonly LiteralItem[] =>
  lines
    .map((line) => line.trimEnd())
    .filter((line) => line.trimStart().length >= MIN_LINE)
    .map((text) => ({ kind: "line", text }))

interface Leaf {
  readonly key: string
  readonly text: string
}

/** The texts of an input, under the key that is nearest to them. */
function leavesOf(value: unknown, key = ""): readonly Leaf[] {
  if (typeof value === "string") return [{ key, text: value }]
  if (Array.isArray(value)) return value.flatMap((entry) => leavesOf(entry, key))
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, entry]) => leavesOf(entry, name))
}
