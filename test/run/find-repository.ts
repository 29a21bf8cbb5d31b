import fs from "node:fs"
import path from "node:path"

/** The folder of this repository's package.json, seen from a source or from what was built of it. */
export const findRepository = (folder: string): string =>
  fs.existsSync(path.join(folder, "package.json")) ? folder : findRepository(path.dirname(folder))
