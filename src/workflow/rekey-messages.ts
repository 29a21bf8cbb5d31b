import type { WorkflowRecord } from "./record.ts"
import { undoMessage } from "./undo-message.ts"

/**
 * The records of a fork's origin with the message ids of the fork. What happened in messages that the
 * fork was cut before has not happened there.
 */
export function rekeyMessages(
  records: readonly WorkflowRecord[],
  ids: ReadonlyMap<string, string>,
): readonly WorkflowRecord[] {
  const lost = records
    .flatMap(({ invocation, checkpoints, closing }) => [invocation, ...checkpoints, closing])
    .flatMap((event) => event?.message ?? [])
    .filter((message) => !ids.has(message))
  return lost.reduce(undoMessage, records).map((record) => ({
    ...record,
    invocation: rekeyed(record.invocation, ids),
    checkpoints: record.checkpoints.map((checkpoint) => rekeyed(checkpoint, ids)),
    ...(record.closing && { closing: rekeyed(record.closing, ids) }),
  }))
}

const rekeyed = <T extends { readonly message?: string | undefined }>(
  event: T,
  ids: ReadonlyMap<string, string>,
): T =>
  event.message === undefined
    ? event
    : { ...event, message: ids.get(event.message) ?? event.message }
