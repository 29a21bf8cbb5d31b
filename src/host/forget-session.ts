import fs from "node:fs"
import path from "node:path"
import { dispatchFile } from "./dispatch-log.ts"
import { journalFile } from "./journal.ts"
import { safeName } from "./safe-name.ts"
import { LOCKS_FOLDER } from "./session-turns.ts"
import { DAMAGED_FOLDER } from "./set-aside.ts"
import { RESULTS_FOLDER } from "./spilled-texts.ts"

/** A deleted session leaves nothing behind: no journals, no texts, no copies of its state, no locks. */
export function forgetSession(folder: string, sessionID: string): void {
  fs.rmSync(journalFile(folder, sessionID), { force: true })
  fs.rmSync(dispatchFile(folder, sessionID), { force: true })
  fs.rmSync(path.join(folder, RESULTS_FOLDER, safeName(sessionID)), {
    recursive: true,
    force: true,
  })
  for (const name of [DAMAGED_FOLDER, LOCKS_FOLDER]) {
    const inner = path.join(folder, name)
    const files = fs.existsSync(inner) ? fs.readdirSync(inner) : []
    for (const file of files)
      if (file === safeName(sessionID) || file.startsWith(`${safeName(sessionID)}.`))
        fs.rmSync(path.join(inner, file), { force: true })
  }
}
