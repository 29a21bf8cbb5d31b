import { clearOutput } from "../clear-output.ts"
import { absolutePath, comparable, SEARCH_TOOLS } from "../call.ts"
import type { Call } from "../call.ts"
import type { Proposal } from "../edit.ts"
import { isFolderListing } from "../file-content.ts"
import type { RuleContext } from "../rule.ts"
import { WHY } from "../texts.ts"
import type { ToolPart } from "../transcript.ts"

/**
 * Listings and searches that a later one overtakes: asked again with the same arguments, or every
 * line of the older result stands in newer results of that kind. Only results that stay count.
 */
export function overtakenSearches(context: RuleContext): readonly Proposal[] {
  const { old, calls, isWhole, directory } = context
  const eligible = new Set(old)
  const asked = new Set<string>()
  const seen = new Map<string, Set<string>>()
  const proposals: Proposal[] = []
  for (const call of calls.toReversed()) {
    const kind = searchKind(call, directory)
    if (!kind || !isWhole(call.message, call.part, "output")) continue
    const lines = resultLines(call.part, directory)
    const newer = seen.get(kind) ?? new Set<string>()
    const key = JSON.stringify([call.part.tool, comparable(call.part.input, directory)])
    const overtaken = asked.has(key) || (lines.length > 0 && lines.every((line) => newer.has(line)))
    if (!overtaken || !eligible.has(call)) {
      asked.add(key)
      for (const line of lines) newer.add(line)
      seen.set(kind, newer)
      continue
    }
    proposals.push(clearOutput({ call, context, why: WHY.overtaken, reason: "overtaken-search" }))
  }
  return proposals
}

/**
 * A hit means something only under its file's name, which stands before a block of hits; a name in
 * a tree only under its folder's; and either, where it is relative, only under the searched path.
 */
function resultLines({ input, output }: ToolPart, directory: string): readonly string[] {
  const path = absolutePath(typeof input["path"] === "string" ? input["path"] : "", directory)
  let heading = ""
  return output.split("\n").flatMap((line) => {
    if (line.trim() === "" || isCount(line.trim())) return []
    if (isAbsolute(line)) {
      heading = isHeading(line) ? line : ""
      return [line]
    }
    const under = isHeading(line) ? "" : heading
    if (isHeading(line)) heading = line
    return [isAbsolute(under) ? `${under}\n${line}` : `${path}\n${under}\n${line}`]
  })
}

const isAbsolute = (line: string): boolean => /^(?:\/|\\\\|[A-Za-z]:[\\/])/.test(line)
const isHeading = (line: string): boolean => /^\S.*:$|\/$/.test(line)

/** Results are compared within a kind; a search's lines only mean something for its own pattern. */
function searchKind({ part }: Call, directory: string): string | undefined {
  if (part.status !== "completed") return undefined
  if (part.tool === "grep") return `grep ${String(part.input["pattern"])}`
  if (SEARCH_TOOLS.has(part.tool)) return "listing"
  return part.tool === "read" && isFolderListing(part.output)
    ? `folder ${absolutePath(String(part.input["filePath"]), directory)}`
    : undefined
}

const isCount = (line: string): boolean =>
  /^(?:Found \d+|\(\d+ entries\)|No files found)/.test(line)
