import { describeCall } from "../call.ts"
import type { Proposal } from "../edit.ts"
import { notesBehind, reminderBehind } from "../file-content.ts"
import type { FileLine, Stretch } from "../file-content.ts"
import type { RuleContext } from "../rule.ts"
import { walkFileCalls } from "../standing-content.ts"
import type { FileCall } from "../standing-content.ts"
import { gap, placeholder, WHY } from "../texts.ts"

/** A partly covered read shrinks only when at least this share of its lines stands below. */
const MIN_COVERED_SHARE = 0.4
/** Shorter covered stretches stay: the note in their place costs as much. */
const MIN_STRETCH = 6

/**
 * Reads whose lines are shown again by later reads of the file, or were overwritten by later edits
 * and writes. Fully covered reads leave a placeholder, partly covered ones their remaining lines.
 */
export function supersededReads(context: RuleContext): readonly Proposal[] {
  const { old, calls, isWhole, directory } = context
  const eligible = new Set(old)
  const proposals: Proposal[] = []
  const visit = ({ call, contents, coverage }: FileCall): boolean => {
    const [content] = contents
    if (content?.kind !== "read") return isWhole(call.message, call.part, "input")
    if (!isWhole(call.message, call.part, "output")) return false
    if (!eligible.has(call)) return true
    const lines = content.shown.flat()
    const covered = coverage(content, lines)
    const share = covered.filter(Boolean).length / covered.length
    if (share < MIN_COVERED_SHARE) return true
    const handle = context.handle(call.part, "output")
    const text =
      share === 1
        ? placeholder({ what: describeCall(call, directory), why: WHY.superseded, handle })
        : remainingLines({ path: content.path, lines, covered, handle })
    if (text === undefined) return true
    const notes = share === 1 ? [] : notesBehind(call.part.output)
    proposals.push({
      target: { message: call.message.id, part: call.part.id, field: "output" },
      replacement: {
        kind: "text",
        text: [text, ...notes].join("\n") + reminderBehind(call.part.output),
      },
      reason: "superseded-read",
    })
    return share < 1
  }
  walkFileCalls({ calls, directory, visit })
  return proposals
}

interface RemainingLinesInput {
  readonly path: string
  readonly lines: Stretch
  readonly covered: readonly boolean[]
  readonly handle: string
}

function remainingLines(input: RemainingLinesInput): string | undefined {
  const { path, lines, covered, handle } = input
  const out: string[] = [`<path>${path}</path>`]
  let left = 0
  for (let start = 0; start < covered.length;) {
    let end = start
    while (end < covered.length && covered[end]) end++
    if (end - start >= MIN_STRETCH) {
      out.push(gap({ lines: end - start, handle }))
      left += end - start
      start = end
      continue
    }
    const until = Math.max(end, start + 1)
    out.push(...lines.slice(start, until).map(numbered))
    start = until
  }
  return left > 0 ? out.join("\n") : undefined
}

const numbered = ({ text, number }: FileLine): string => `${number}: ${text}`
