import type { TestProject } from "vitest/node"
import { recordHostTexts } from "../host/host-texts.ts"
import { noteFolder } from "./notes.ts"
import { openRun } from "./run-folder.ts"

/** Before the first worker starts, so that every worker has the run's folder in its environment. */
export default async (project: TestProject): Promise<void> => {
  openRun()
  // Vitest has chosen it before it read any configuration, and leaves it when it is killed.
  noteFolder(project.tmpDir)
  // Hosts in memory say what the installed one says, which is asked once after an installation.
  if (project.name !== "unit") await recordHostTexts()
}
