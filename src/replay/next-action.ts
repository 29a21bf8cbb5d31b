import { relativePath } from "../session/call.ts"
import { isRecord } from "../session/is-record.ts"

/** What an answer does next, reduced to what two answers are compared by. */
export interface NextAction {
  /** The tool, or nothing where the model only says something. */
  readonly tool: string | undefined
  readonly argument: string
}

/** The argument that a call is about, the first that it has. */
const MAIN_KEYS = [
  "filePath",
  "file_path",
  "path",
  "file",
  "patchText",
  "patch",
  "command",
  "pattern",
  "query",
  "url",
  "name",
  "prompt",
]

/** The first call of an answer stands for it: models differ in how many they make at once. */
export function nextAction(
  call: { readonly tool: string; readonly input: unknown } | undefined,
  directory: string,
): NextAction {
  if (!call) return { tool: undefined, argument: "" }
  const input = isRecord(call.input) ? call.input : {}
  const key =
    MAIN_KEYS.find((candidate) => typeof input[candidate] === "string") ?? Object.keys(input)[0]
  return { tool: call.tool, argument: mainArgument(key, key && input[key], directory) }
}

function mainArgument(key: string | undefined, value: unknown, directory: string): string {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? "")
  // Of a patch, the files: no model words one twice the same way.
  if (key?.startsWith("patch"))
    return Array.from(text.matchAll(/^\*\*\* \w+ File: (.+)$/gm), ([, path = ""]) =>
      relativePath(path.trim(), directory),
    ).join(" ")
  return relativePath(text.replace(/\s+/g, " ").trim(), directory).replace(/^\.\//, "")
}

export const sameAction = (a: NextAction, b: NextAction): boolean =>
  a.tool === b.tool && a.argument === b.argument
