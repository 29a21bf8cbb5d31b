import { MOST } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"

/**
 * What the user typed, out of the message that a command became of it; undefined where that cannot
 * be told, so that no word of the user's is lost.
 */
export function typedRequest(
  { slug, task, snapshot }: Pick<WorkflowRecord, "slug" | "task" | "snapshot">,
  text: string,
): string | undefined {
  if (task.length < MOST.task - 1) return `/${slug} ${task}`.trim()
  // Of a long text the record has only the beginning.
  const [before, after, ...more] = snapshot.text.split("$ARGUMENTS")
  const isWhole = snapshot.text !== "" && snapshot.text.length < MOST.guidance - 1
  const isPlain = before !== undefined && more.length === 0 && isWhole
  if (!isPlain || !text.startsWith(before) || !text.endsWith(after ?? "")) return undefined
  return `/${slug} ${text.slice(before.length, text.length - (after?.length ?? 0)).trim()}`
}
