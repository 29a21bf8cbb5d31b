import { inEmptyDataFolder } from "./empty-data-folder.ts"
import { createHistory } from "./history.ts"
import { openSession } from "./plugged-session.ts"
import { worstTexts } from "./worst-texts.ts"

/**
 * Prints the milliseconds, and those of the processor, that one of the worst texts takes: counted alone, and as the output of a
 * call in a request that renders outputs densely.
 */
const [, , name = ""] = process.argv
const text = worstTexts[name]?.()
if (text === undefined) throw new Error(`Expected the name of a text, got ${name}`)
const limit = { context: 4_000_000, output: 8_000 }
const modelID = "bench-model"

await inEmptyDataFolder(async () => {
  const session = await openSession({ limit, models: [modelID], options: { dense: "always" } })
  const counted = await session.system(text)
  process.stdout.write(`${counted.wall} ${counted.cpu} `)
  const file = { path: "a.txt", lines: ["", "Nothing else stands here."] }
  const { messages } = createHistory({ files: [file], characters: 1, modelID })
  for (const part of messages.flatMap((message) => message.parts))
    if (part.type === "tool" && part.state.status === "completed") part.state.output = text
  const requested = await session.request(messages)
  process.stdout.write(`${requested.wall} ${requested.cpu}`)
})
