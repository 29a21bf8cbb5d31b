import { describeCall, SEARCH_TOOLS } from "../call.ts"
import type { Call } from "../call.ts"
import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import { placeholder, WHY } from "../texts.ts"

/**
 * Listings and searches that a later one overtakes: asked again with the same arguments, or every
 * line of the older result stands in a newer result of that tool.
 */
export function overtakenSearches({
  old,
  calls,
  isWhole,
  handle,
  directory,
}: RuleContext): readonly Proposal[] {
  const eligible = new Set(old)
  const asked = new Set<string>()
  const seen = new Map<string, Set<string>>()
  const proposals: Proposal[] = []
  for (const call of calls.toReversed()) {
    const kind = searchKind(call)
    if (!kind) continue
    const lines = resultLines(call.part.output)
    const newer = seen.get(kind) ?? new Set<string>()
    const key = JSON.stringify([call.part.tool, call.part.input])
    const overtaken = asked.has(key) || (lines.length > 0 && lines.every((line) => newer.has(line)))
    asked.add(key)
    if (overtaken && eligible.has(call) && isWhole(call.message, call.part, "output"))
      proposals.push({
        target: { message: call.message.id, part: call.part.id, field: "output" },
        replacement: {
          kind: "text",
          text: placeholder({
            what: describeCall(call, directory),
            why: WHY.overtaken,
            handle: handle(call.part, "output"),
          }),
        },
        reason: "overtaken-search",
      })
    else if (isWhole(call.message, call.part, "output")) {
      for (const line of lines) newer.add(line)
      seen.set(kind, newer)
    }
  }
  return proposals
}

/** A hit means something only under its file's name, which stands before a block of hits. */
function resultLines(output: string): readonly string[] {
  let file = ""
  return output.split("\n").flatMap((line) => {
    if (line.trim() === "" || isCount(line.trim())) return []
    if (/^\S.*:$/.test(line)) file = line
    return [line === file ? line : `${file}${line.trim()}`]
  })
}

/** Results are compared within a kind; a search's lines only mean something for its own pattern. */
function searchKind({ part }: Call): string | undefined {
  if (part.status !== "completed") return undefined
  if (part.tool === "grep") return `grep ${String(part.input["pattern"])}`
  if (SEARCH_TOOLS.has(part.tool)) return "listing"
  return part.tool === "read" && part.output.includes("<type>directory</type>")
    ? `folder ${String(part.input["filePath"])}`
    : undefined
}

const isCount = (line: string): boolean =>
  /^(?:Found \d+|\(\d+ entries\)|No files found)/.test(line)
