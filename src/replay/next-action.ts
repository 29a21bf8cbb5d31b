import { relativePath } from "../session/call.ts"
import { isWindowsFolder } from "../session/windows-path.ts"
import { isRecord } from "../session/is-record.ts"

/** What an answer does next, reduced to what two answers are compared by. */
export interface NextAction {
  /** The tool, or nothing where the model only says something. */
  readonly tool: string | undefined
  readonly argument: string
}

const PATH_KEYS = ["filePath", "file_path", "path", "file"]

/** The argument that a call is about, the first that it has. */
const MAIN_KEYS = [
  ...PATH_KEYS,
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
  const plain = text.replace(/\s+/g, " ").trim()
  // In a command or a pattern a backslash means something else.
  if (isWindowsFolder(directory) && !PATH_KEYS.some((each) => each === key)) return plain
  return relativePath(plain, directory).replace(/^\.\//, "")
}

export const sameAction = (a: NextAction, b: NextAction): boolean =>
  a.tool === b.tool && a.argument === b.argument
