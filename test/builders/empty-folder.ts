import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterAll } from "vitest"

const folders: string[] = []
afterAll(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true })
})

/** A folder of its own, removed when the tests of the file are through. */
export const emptyFolder = (): string => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "staged-compaction-"))
  folders.push(folder)
  return folder
}
