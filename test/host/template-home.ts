import fs from "node:fs"
import path from "node:path"
import { noteFolder } from "../run/notes.ts"
import { findHostBinary, hostEnvironment } from "./host-environment.ts"
import { startHostProcess } from "./host-process.ts"

/** Beside the installed packages: removed with them, and made anew for another host. */
export const templateFolder = (): string => {
  const binary = findHostBinary()
  const { size, mtimeMs } = fs.statSync(binary)
  const folder = "node_modules"
  const modules = binary.slice(0, binary.lastIndexOf(folder) + folder.length)
  return path.join(modules, ".cache/throwaway-host", `${size}-${Math.floor(mtimeMs)}`)
}

const prepareTemplate = async (template: string): Promise<void> => {
  fs.mkdirSync(path.dirname(template), { recursive: true })
  const draft = fs.mkdtempSync(`${template}-`)
  // It lies beside the template, not in the run's folder: one can be renamed to the other only there.
  const dropNote = noteFolder(draft)
  const home = path.join(draft, "home")
  const project = path.join(draft, "project")
  fs.mkdirSync(project)
  const { exitCode, output } = await startHostProcess({
    args: ["session", "list"],
    environment: hostEnvironment({ home, project }),
    folder: project,
    // A fresh home has its database migrated, which takes longer than any other start.
    starts: 2,
  }).exited
  if (exitCode !== 0) throw new Error(`The host did not start in a fresh home:\n${output}`)
  try {
    fs.renameSync(home, template)
  } catch (cause) {
    // Another process was first; its template is as good.
    if (!fs.existsSync(template)) throw cause
  }
  fs.rmSync(draft, { recursive: true, force: true })
  dropNote()
}

/** A home whose database is migrated already: done once, as it takes seconds. */
export const copyTemplateHome = async (home: string): Promise<void> => {
  const template = templateFolder()
  if (!fs.existsSync(template)) await prepareTemplate(template)
  fs.cpSync(template, home, { recursive: true })
}
