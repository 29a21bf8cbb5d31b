import { namedFiles } from "../file-content.ts"
import type { RuleContext } from "../rule.ts"
import type { Part, ToolPart } from "../transcript.ts"

/** The open todo list is an invariant, whatever the options say. */
export const TODO_TOOL = "todowrite"

/** Of every protected tool, skill and file the newest call: it stays as it is. */
export function newestProtected({ calls, isProtected, directory }: RuleContext): ReadonlySet<Part> {
  const newest = new Map<string, Part>()
  for (const call of calls)
    if (call.part.status === "completed" && (call.part.tool === TODO_TOOL || isProtected(call)))
      newest.set(kindOf(call.part, directory), call.part)
  return new Set(newest.values())
}

/** What a newer call takes the place of. */
const kindOf = (part: ToolPart, directory: string): string =>
  [part.tool, part.input["name"], ...namedFiles(part, directory)].join(" ")
