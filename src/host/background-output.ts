import { readTaskOutput } from "../dispatch/wave/task-output.ts"
import type { TaskOutput } from "../dispatch/wave/task-output.ts"
import { asRecord } from "../session/is-record.ts"

/** What a part of a prompt says of a sub-agent in the background; attached files are synthetic too. */
export function backgroundOutput(part: unknown): TaskOutput | undefined {
  const { type, synthetic, text } = asRecord(part)
  return type === "text" && synthetic === true ? readTaskOutput(String(text)) : undefined
}
