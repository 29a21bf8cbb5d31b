import type { ClosedGuidance } from "../session/rules/closed-guidance.ts"
import { isActive } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"

/** Shorter lines stand in any text. */
const SHORTEST_LINE = 12

/** What completed and cancelled workflows have left in a session; undefined where there is nothing. */
export function closedGuidanceOf(records: readonly WorkflowRecord[]): ClosedGuidance | undefined {
  const closed = records.filter((record) => !isActive(record))
  if (closed.length === 0) return undefined
  const active = records.filter(isActive)
  const binding = new Set(active.flatMap(linesOf))
  const activeSkills = new Set(active.map(({ slug }) => slug))
  return {
    requests: new Map(
      closed.flatMap(({ invocation, task }) =>
        invocation.source === "command" && invocation.message !== undefined
          ? [[invocation.message, task] as const]
          : [],
      ),
    ),
    skills: new Set(closed.map(({ slug }) => slug).filter((slug) => !activeSkills.has(slug))),
    lines: guidanceLines(closed).filter((line) => !binding.has(line)),
  }
}

/** Lines by which guidance is known again in other texts; the longer of two that overlap goes first. */
export const guidanceLines = (records: readonly WorkflowRecord[]): readonly string[] =>
  [...new Set(records.flatMap(linesOf))]
    .filter((line) => line.length >= SHORTEST_LINE)
    .toSorted((a, b) => b.length - a.length)

const linesOf = ({ obligations, checkpoints }: WorkflowRecord): readonly string[] =>
  [...obligations, ...checkpoints.map(({ label }) => label)].map((line) =>
    line.endsWith("…") ? line.slice(0, -1) : line,
  )
