import fs from "node:fs"
import { journalFile } from "../../src/host/journal.ts"
import { asRecord } from "../../src/session/is-record.ts"

/** The records that a session's journal holds, oldest first, without version and session. */
export const journalLines = (folder: string, sessionID: string): readonly object[] => {
  const file = journalFile(folder, sessionID)
  const lines = fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : []
  return lines.map((line) => {
    const { v: _v, session: _session, ...record } = asRecord(JSON.parse(line))
    return record
  })
}

/** Those of one type. */
export const linesOf = (folder: string, sessionID: string, type: string): readonly object[] =>
  journalLines(folder, sessionID).filter((record) => asRecord(record)["type"] === type)
