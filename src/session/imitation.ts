import { placeholdersIn } from "./placeholders-in.ts"

/** Tools that change files or run commands, the host's own and those of servers. */
const WRITING_WORD =
  /^(?:multi|apply)?(?:write|edit|patch|bash|shell|command|create|save|insert|replace|notebook)(?:file)?$/

/** `str_replace`, `NotebookEdit` and `fs.writeFile` by their words, so that `dispatch` is no patch. */
function isWritingTool(tool: string): boolean {
  const words = tool
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z]+/)
  return !words.includes("todo") && words.some((word) => WRITING_WORD.test(word))
}

/** What an edit takes out of a file may be a placeholder that should never have got there. */
const REMOVED_TEXT = new Set(["oldString", "old_string", "old_str"])

/** The placeholder a model copied into the arguments of a writing tool, or undefined. */
export const findImitation = (tool: string, args: unknown): string | undefined =>
  isWritingTool(tool) ? findPlaceholder(args) : undefined

function findPlaceholder(value: unknown): string | undefined {
  if (typeof value === "string") {
    const [found] = placeholdersIn(value)
    return found && value.slice(found.from, found.until)
  }
  if (typeof value !== "object" || value === null) return undefined
  for (const [key, item] of Object.entries(value)) {
    if (REMOVED_TEXT.has(key)) continue
    const found = findPlaceholder(item)
    if (found) return found
  }
  return undefined
}
