import type { ClosedGuidance } from "../session/rules/closed-guidance.ts"
import { isActive } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"
import { typedRequest } from "./typed-request.ts"

/** What completed and cancelled workflows have left in a session; undefined where there is nothing. */
export function closedGuidanceOf(records: readonly WorkflowRecord[]): ClosedGuidance | undefined {
  const closed = records.filter((record) => !isActive(record))
  if (closed.length === 0) return undefined
  const active = records.filter(isActive)
  const activeSkills = new Set(active.map(({ slug }) => slug))
  return {
    requests: new Map(
      closed.flatMap((record) => {
        const { source, message } = record.invocation
        return source === "command" && message !== undefined
          ? [[message, (text: string) => typedRequest(record, text)] as const]
          : []
      }),
    ),
    skills: new Set(closed.map(({ slug }) => slug).filter((slug) => !activeSkills.has(slug))),
    lines: closedLines(records),
  }
}

/** Lines of closed workflows that no active one has. */
export function closedLines(records: readonly WorkflowRecord[]): readonly string[] {
  const binding = records.filter(isActive).flatMap(linesNow)
  return guidanceLines(records.filter((record) => !isActive(record))).filter(
    (line) => !binding.some((bound) => bound.includes(line)),
  )
}

/** Less says too little to be known again; a character outside of ASCII says as much as three. */
const LEAST_WEIGHT = 12

/** Lines by which guidance is known again in other texts; the longer of two that overlap goes first. */
export const guidanceLines = (records: readonly WorkflowRecord[]): readonly string[] =>
  [...new Set(records.flatMap(linesOf))]
    .filter((line) => line.replace(/[^\0-\x7F]/g, "xxx").length >= LEAST_WEIGHT)
    .toSorted((a, b) => b.length - a.length)

/** Those before a rebase too. */
const linesOf = (record: WorkflowRecord): readonly string[] => [
  ...linesNow(record),
  ...(record.rebased ? linesNow(record.rebased.before) : []),
]

const linesNow = ({
  obligations,
  checkpoints,
}: Pick<WorkflowRecord, "obligations" | "checkpoints">): readonly string[] =>
  [...obligations, ...checkpoints.map(({ label }) => label)].map((line) =>
    line.endsWith("…") ? line.slice(0, -1) : line,
  )
