import type { TestProject } from "vitest/node"
import { noteFolder } from "./notes.ts"
import { openRun } from "./run-folder.ts"

/** Before the first worker starts, so that every worker has the run's folder in its environment. */
export default (project: TestProject): void => {
  openRun()
  // Vitest has chosen it before it read any configuration, and leaves it when it is killed.
  noteFolder(project.tmpDir)
}
