import path from "node:path"
import { dispatchRecord } from "../dispatch/run/dispatch-record.ts"
import type { DispatchRecord } from "../dispatch/run/dispatch-record.ts"
import { readLine, writeLine } from "../session/record-line.ts"
import { createRecordLog } from "./record-log.ts"
import type { RecordLog } from "./record-log.ts"
import { safeName } from "./safe-name.ts"

/** The append-only records of what one session dispatched: the state of its run is folded from them. */
export type DispatchLog = RecordLog<DispatchRecord, DispatchRecord[]>

export interface DispatchLogOptions {
  readonly folder: string
  readonly sessionID: string
  readonly onMemoryOnly: (cause: string) => void
}

/** Folder of these files, beside the journals. */
const DISPATCH_FOLDER = "dispatch"

export const dispatchFile = (folder: string, sessionID: string): string =>
  path.join(folder, DISPATCH_FOLDER, `${safeName(sessionID)}.jsonl`)

export const createDispatchLog = ({
  folder,
  sessionID,
  onMemoryOnly,
}: DispatchLogOptions): DispatchLog =>
  createRecordLog<DispatchRecord, DispatchRecord[]>({
    file: dispatchFile(folder, sessionID),
    read: (line) => readLine(line, sessionID, dispatchRecord),
    write: (record) => writeLine(record, sessionID),
    empty: () => [],
    fold: (records, record) => void records.push(record),
    onMemoryOnly,
  })
