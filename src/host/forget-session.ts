import path from "node:path"
import { dispatchFile } from "./dispatch-log.ts"
import { journalFile } from "./journal.ts"
import { safeName } from "./safe-name.ts"
import { LOCKS_FOLDER } from "./session-turns.ts"
import { DAMAGED_FOLDER } from "./set-aside.ts"
import { RESULTS_FOLDER } from "./spilled-texts.ts"
import { listStored, removeFolder, removeStored } from "./stored-file.ts"

/** A deleted session leaves nothing behind: no journals, no texts, no copies of its state, no locks. */
export function forgetSession(folder: string, sessionID: string): void {
  removeStored(journalFile(folder, sessionID), { isTop: true })
  removeStored(dispatchFile(folder, sessionID))
  removeFolder(path.join(folder, RESULTS_FOLDER, safeName(sessionID)))
  for (const name of [DAMAGED_FOLDER, LOCKS_FOLDER]) {
    const inner = path.join(folder, name)
    for (const file of listStored(inner))
      if (file === safeName(sessionID) || file.startsWith(`${safeName(sessionID)}.`))
        removeStored(path.join(inner, file))
  }
}
