import fs from "node:fs"
import os from "node:os"
import path from "node:path"

/** A folder of its own among the run's temporary files, which are removed when the run is over. */
export const emptyFolder = (): string =>
  fs.mkdtempSync(path.join(os.tmpdir(), "staged-compaction-"))
