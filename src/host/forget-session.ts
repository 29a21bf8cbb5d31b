import fs from "node:fs"
import path from "node:path"
import { journalFile } from "./journal.ts"
import { safeName } from "./safe-name.ts"
import { LOCKS_FOLDER } from "./session-state.ts"
import { DAMAGED_FOLDER } from "./set-aside.ts"

/** A deleted session leaves nothing behind: no journal, no copies of its state, no locks. */
export function forgetSession(folder: string, sessionID: string): void {
  fs.rmSync(journalFile(folder, sessionID), { force: true })
  for (const name of [DAMAGED_FOLDER, LOCKS_FOLDER]) {
    const inner = path.join(folder, name)
    const files = fs.existsSync(inner) ? fs.readdirSync(inner) : []
    for (const file of files)
      if (file === safeName(sessionID) || file.startsWith(`${safeName(sessionID)}.`))
        fs.rmSync(path.join(inner, file), { force: true })
  }
}
