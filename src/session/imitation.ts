import { PLACEHOLDER_PATTERN } from "./texts.ts"

/** Tools that change files or run commands, the host's own and those of servers. */
const WRITING_TOOL = /(?<!todo)write|edit|patch|bash|shell|command|create_file|str_replace/i

/** The placeholder a model copied into the arguments of a writing tool, or undefined. */
export const findImitation = (tool: string, args: unknown): string | undefined =>
  WRITING_TOOL.test(tool) ? findPlaceholder(args) : undefined

function findPlaceholder(value: unknown): string | undefined {
  if (typeof value === "string") return PLACEHOLDER_PATTERN.exec(value)?.[0]
  if (typeof value !== "object" || value === null) return undefined
  for (const item of Object.values(value)) {
    const found = findPlaceholder(item)
    if (found) return found
  }
  return undefined
}
