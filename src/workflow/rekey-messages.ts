import type { Checkpoint, WorkflowRecord } from "./record.ts"
import { undoMessage } from "./undo-message.ts"

/**
 * The records of a fork's origin with the message ids of the fork. What happened in messages that the
 * fork was cut before has not happened there; what happened in the fork's own messages has, also
 * where the records have their ids already.
 */
export function rekeyMessages(
  records: readonly WorkflowRecord[],
  ids: ReadonlyMap<string, string>,
  own: ReadonlySet<string> = new Set(),
): readonly WorkflowRecord[] {
  const known = new Set([...ids.keys(), ...ids.values(), ...own])
  const lost = records
    .flatMap(({ invocation, checkpoints, closing, rebased }) => [
      invocation,
      ...checkpoints,
      closing,
      rebased,
      ...(rebased?.before.checkpoints ?? []),
    ])
    .flatMap((event) => event?.message ?? [])
    .filter((message) => !known.has(message))
  const allRekeyed = (checkpoints: readonly Checkpoint[]): readonly Checkpoint[] =>
    checkpoints.map((checkpoint) => rekeyed(checkpoint, ids))
  return lost.reduce(undoMessage, records).map(({ closing, rebased, ...record }) => ({
    ...record,
    invocation: rekeyed(record.invocation, ids),
    checkpoints: allRekeyed(record.checkpoints),
    ...(closing && { closing: rekeyed(closing, ids) }),
    ...(rebased && {
      rebased: {
        ...rekeyed(rebased, ids),
        before: { ...rebased.before, checkpoints: allRekeyed(rebased.before.checkpoints) },
      },
    }),
  }))
}

const rekeyed = <T extends { readonly message?: string | undefined }>(
  event: T,
  ids: ReadonlyMap<string, string>,
): T =>
  event.message === undefined
    ? event
    : { ...event, message: ids.get(event.message) ?? event.message }
