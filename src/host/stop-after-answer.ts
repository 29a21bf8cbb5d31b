import { asRecord } from "../session/is-record.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/**
 * A compaction that was queued behind a step goes on by itself, which is right in the middle of
 * the work. Where that step gave the final answer, there is nothing to go on with.
 */
export async function stopAfterAnswer(
  { client }: Runtime,
  session: Session,
  output: { enabled: boolean },
): Promise<void> {
  if (!session.queued) return
  session.queued = false
  const messages = await client.messages(session.id)
  const answers = (messages ?? [])
    .map(({ info }) => asRecord(info))
    .filter((info) => info["role"] === "assistant" && info["summary"] !== true)
  if (answers.at(-1)?.["finish"] === "stop") output.enabled = false
}
