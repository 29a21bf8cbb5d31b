import { namedFiles } from "../file-content.ts"
import type { RuleContext } from "../rule.ts"
import type { Part } from "../transcript.ts"

/** Of every protected tool, and of every protected file, the newest call: it stays as it is. */
export function newestProtected({ calls, isProtected, directory }: RuleContext): ReadonlySet<Part> {
  const newest = new Map<string, Part>()
  for (const call of calls)
    if (isProtected(call))
      newest.set([call.part.tool, ...namedFiles(call.part, directory)].join(" "), call.part)
  return new Set(newest.values())
}
