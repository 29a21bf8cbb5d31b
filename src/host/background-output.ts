import { readTaskOutput } from "../dispatch/wave/task-output.ts"
import type { TaskOutput } from "../dispatch/wave/task-output.ts"
import { asRecord } from "../session/is-record.ts"
import { originOf } from "./part-origin.ts"

/** What a part of a prompt says of a sub-agent in the background; attached files are synthetic too. */
export function backgroundOutput(part: unknown): TaskOutput | undefined {
  const record = asRecord(part)
  return record["type"] === "text" && originOf(record) === "host"
    ? readTaskOutput(String(record["text"]))
    : undefined
}
