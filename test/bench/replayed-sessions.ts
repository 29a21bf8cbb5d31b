import path from "node:path"
import { readExport } from "../../src/host/read-export.ts"
import type { RecordedSession } from "../../src/replay/recorded-session.ts"
import { createHistory, reportedPrompt, sessionID } from "./history.ts"
import { findRepository } from "./source-files.ts"
import type { SourceFile } from "./source-files.ts"

/** The session of this many requests, the same one for the same files. */
export function syntheticSession(files: readonly SourceFile[], requests: number): RecordedSession {
  const history = createHistory({ files, characters: 0, modelID: "gpt-bench" })
  for (let index = 0; index < requests; index++) history.addStep(reportedPrompt(0))
  return {
    name: "synthetic",
    id: sessionID,
    directory: "/project",
    messages: history.messages,
  }
}

/** The one that the tests use too. */
export function recordedFixture(): RecordedSession {
  const repository = findRepository(new URL(".", import.meta.url).pathname)
  const read = readExport(path.join(repository, "test/fixtures/recorded-session.json"))
  if (!read.ok) throw new Error(read.problem)
  return read.session
}
