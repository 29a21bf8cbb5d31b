import { randomUUID } from "node:crypto"
import fs from "node:fs"
import path from "node:path"
import { runFolder } from "./run-folder.ts"

/** Tells the guardian something, until the returned function takes it back. */
const note = (name: string, text = ""): (() => void) => {
  const file = path.join(runFolder(), "notes", name)
  fs.writeFileSync(file, text)
  return () => fs.rmSync(file, { force: true })
}

/** The guardian ends this process group when the run ends. */
export const noteGroup = (leader: number): (() => void) => note(`group-${leader}`)

/** The guardian removes this folder, which lies outside of the run's folder, when the run ends. */
export const noteFolder = (folder: string): (() => void) => note(`folder-${randomUUID()}`, folder)
