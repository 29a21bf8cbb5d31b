import fs from "node:fs"
import os from "node:os"
import path from "node:path"

/** The plugin keeps its journals in the user's data folder. */
export async function inEmptyDataFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "compaction-bench-"))
  process.env["XDG_DATA_HOME"] = folder
  try {
    await run(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
