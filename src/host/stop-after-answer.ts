import { asRecord } from "../session/is-record.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/** Compactions in a row with at most one answer between them: another one would gain nothing. */
const MAX_FRUITLESS = 3

/**
 * The host goes on by itself after its own compaction. That is stopped where the step before gave
 * the final answer, so that there is nothing to go on with, and where compactions follow one
 * another without work between them.
 */
export async function stopAfterAnswer(
  { client }: Runtime,
  session: Session,
  output: { enabled: boolean },
): Promise<void> {
  const answers = ((await client.messages(session.id)) ?? [])
    .map(({ info }) => asRecord(info))
    .filter((info) => info["role"] === "assistant" && info["error"] === undefined)
  const last = answers.findLast((info) => info["summary"] !== true)
  if ((session.queued && last?.["finish"] === "stop") || isFruitless(answers))
    output.enabled = false
  session.queued = false
}

function isFruitless(answers: readonly Record<string, unknown>[]): boolean {
  let summaries = 0
  let work = 0
  for (const { summary } of answers.toReversed()) {
    work = summary === true ? 0 : work + 1
    if (work > 1) return false
    if (summary === true && ++summaries === MAX_FRUITLESS) return true
  }
  return false
}
