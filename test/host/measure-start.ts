import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { knownStart, noteStart } from "../run/patience.ts"
import { hostEnvironment } from "./host-environment.ts"
import { startHostProcess } from "./host-process.ts"
import { copyTemplateHome } from "./template-home.ts"

const measure = async (): Promise<void> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "host-start-"))
  const home = path.join(folder, "home")
  const project = path.join(folder, "project")
  fs.mkdirSync(project)
  await copyTemplateHome(home)
  const begun = performance.now()
  const { exitCode, output } = await startHostProcess({
    args: ["session", "list"],
    environment: hostEnvironment({ home, project }),
    folder: project,
    starts: 1,
  }).exited
  if (exitCode !== 0) throw new Error(`The host did not start:\n${output}`)
  noteStart(performance.now() - begun)
  fs.rmSync(folder, { recursive: true, force: true })
}

let measured: Promise<void> | undefined

/** What a start of the host costs here and now, once in a run, before the first wait for a host. */
export const measureStart = async (): Promise<void> => {
  if (knownStart() !== undefined) return
  await (measured ??= measure())
}
