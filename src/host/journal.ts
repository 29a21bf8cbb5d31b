import path from "node:path"
import { readRecord } from "../session/events.ts"
import type { JournalRecord } from "../session/events.ts"
import { emptyJournalState, foldRecord } from "../session/journal-state.ts"
import type { JournalState } from "../session/journal-state.ts"
import { writeLine } from "../session/record-line.ts"
import { createRecordLog } from "./record-log.ts"
import type { RecordLog } from "./record-log.ts"
import { safeName } from "./safe-name.ts"

/** The append-only records of one session. */
export type Journal = RecordLog<JournalRecord, JournalState>

export interface JournalOptions {
  readonly folder: string
  readonly sessionID: string
  readonly onMemoryOnly: (cause: string) => void
}

export const journalFile = (folder: string, sessionID: string): string =>
  path.join(folder, `${safeName(sessionID)}.jsonl`)

export const createJournal = ({ folder, sessionID, onMemoryOnly }: JournalOptions): Journal =>
  createRecordLog({
    file: journalFile(folder, sessionID),
    isTop: true,
    read: (line) => readRecord(line, sessionID),
    write: (record) => writeLine(record, sessionID),
    empty: emptyJournalState,
    fold: foldRecord,
    onMemoryOnly,
  })
