import { inEmptyDataFolder } from "./empty-data-folder.ts"
import { charactersOf, countCharacters, createHistory, reportedPrompt } from "./history.ts"
import { openSession } from "./plugged-session.ts"
import { collectSourceFiles, findRepository } from "./source-files.ts"

/**
 * Prints the megabytes resident and on the heap after some requests of a long session, with the
 * plugin or, as the argument says, without it.
 */
const [, , mode, tokens = "0"] = process.argv
const requests = 20
const modelID = "bench-model"
const limit = { context: 2_000_000, output: 32_000 }
const files = collectSourceFiles(findRepository(new URL(".", import.meta.url).pathname))

await inEmptyDataFolder(async () => {
  const characters = charactersOf(Number(tokens))
  const history = createHistory({ files, characters, modelID: "bench-earlier" })
  history.addUser(modelID)
  const session = mode === "with" ? await openSession({ limit, models: [modelID] }) : undefined
  for (let request = 0; request < requests; request++) {
    const copy = structuredClone(history.messages)
    await session?.request(copy)
    history.addStep(reportedPrompt(countCharacters(copy)))
  }
  globalThis.gc?.()
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.stdout.write(`${rss / 1e6} ${(heapUsed + external) / 1e6}`)
})
