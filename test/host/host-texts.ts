import { createHash } from "node:crypto"
import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { z } from "zod"
import type { RecordedRequest } from "./reply.ts"
import { createScriptedModel } from "./scripted-model.ts"
import { templateFolder } from "./template-home.ts"
import { createThrowawayHost } from "./throwaway-host.ts"

const toolSchema = z.object({
  type: z.literal("function"),
  function: z.object({
    name: z.string(),
    description: z.string(),
    parameters: z.record(z.string(), z.unknown()),
  }),
})
const agentSchema = z.looseObject({
  name: z.string(),
  description: z.string().optional(),
  mode: z.string(),
  hidden: z.boolean().optional(),
  prompt: z.string().optional(),
  temperature: z.number().optional(),
})
const textsSchema = z.object({
  version: z.string(),
  /** The project folder that the texts below name. */
  project: z.string(),
  /** System text of the default agent, with its environment and skills. */
  system: z.string(),
  /** As they are sent, in the order in which they are sent. */
  tools: z.array(toolSchema),
  /** In the order in which the host asks for definitions. */
  toolIDs: z.array(z.string()),
  agents: z.array(agentSchema),
  skills: z.array(z.record(z.string(), z.unknown())),
  commands: z.array(z.record(z.string(), z.unknown())),
  title: z.object({ system: z.string(), user: z.string() }),
  /** Requests for a summary, without and with an earlier one; `contextMark` stands for context. */
  compaction: z.object({ system: z.string(), first: z.string(), next: z.string() }),
  continueText: z.string(),
})

/** What the installed host says by itself; nothing of it stands in this repository. */
export type HostTexts = z.infer<typeof textsSchema>

export const contextMark = "(further context)"

/** Another recorder asks anew. */
const recorderDigest = createHash("sha256")
  .update(fs.readFileSync(fileURLToPath(import.meta.url)))
  .digest("hex")
  .slice(0, 8)

const file = (): string => `${templateFolder()}-texts-${recorderDigest}.json`

/** Throws where nothing was recorded: the run's set-up does that. */
export const readHostTexts = (): HostTexts =>
  textsSchema.parse(JSON.parse(fs.readFileSync(file(), "utf8")))

const recorder = `
export default { id: "recorder", server: async () => ({
  "experimental.session.compacting": async (_input, output) => {
    output.context.push(${JSON.stringify(contextMark)})
  },
  "tool.definition": async ({ toolID }) => {
    const ids = (globalThis.toolIDs ??= [])
    if (!ids.includes(toolID)) ids.push(toolID)
  },
  "chat.headers": async (_input, { headers }) => {
    headers["x-tool-ids"] = (globalThis.toolIDs ?? []).join()
  },
}) }
`

const wanted = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new Error(`The host sent no ${what}`)
  return value
}
const textOf = (request: RecordedRequest | undefined, role: string): string =>
  wanted(request?.messages.find((message) => message.role === role)?.text, `${role} text`)

const record = async (folder: string): Promise<HostTexts> => {
  const plugin = path.join(folder, "recorder.mjs")
  fs.writeFileSync(plugin, recorder)
  const long = { text: "Long.", usage: { output: 62_000 } }
  const replies = [long]
  const model = await createScriptedModel({
    limit: { context: 64_000, output: 4_000 },
    script: () => replies.shift() ?? { text: "Done." },
  })
  const host = await createThrowawayHost({
    model,
    root: path.join(folder, "host"),
    config: { snapshot: false },
    plugin: { url: pathToFileURL(plugin).href },
  })
  try {
    const { client, url } = await host.serve()
    const throwOnError = true as const
    const session = (await client.session.create({ throwOnError })).data
    const request = { path: { id: session.id }, throwOnError }
    const limits = { providerID: "scripted", modelID: "scripted" }
    await client.session.prompt({ ...request, body: { parts: [{ type: "text", text: "Hello" }] } })
    await model.waitFor(({ kind }) => kind === "title")
    await client.session.summarize({ ...request, body: limits })
    const main = wanted(
      model.requests.find(({ kind }) => kind === "main"),
      "request",
    )
    const [first, next] = model.requests.filter(({ kind }) => kind === "summary")
    const title = wanted(
      model.requests.find(({ kind }) => kind === "title"),
      "title request",
    )
    const messages = (await client.session.messages(request)).data
    const resumed = messages
      .flatMap(({ parts }) => parts)
      .find((part) => part.type === "text" && part.synthetic)
    return textsSchema.parse({
      version: session.version,
      project: host.project,
      system: textOf(main, "system"),
      tools: z.looseObject({ tools: z.unknown() }).parse(main.body).tools,
      toolIDs: main.headers["x-tool-ids"]?.split(","),
      agents: (await client.app.agents({ throwOnError })).data,
      skills: await (await fetch(`${url}/skill`)).json(),
      commands: (await client.command.list({ throwOnError })).data,
      title: { system: textOf(title, "system"), user: textOf(title, "user") },
      compaction: {
        system: textOf(first, "system"),
        first: textOf(first, "user"),
        next: textOf(next, "user"),
      },
      continueText: resumed?.type === "text" ? resumed.text : undefined,
    })
  } finally {
    await host.dispose()
    await model.close()
  }
}

/** Asks the installed host once, and keeps its answer beside the installed packages. */
export const recordHostTexts = async (): Promise<void> => {
  if (fs.existsSync(file())) return
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "host-texts-"))
  try {
    const texts = await record(folder)
    const draft = `${file()}.${process.pid}`
    fs.mkdirSync(path.dirname(file()), { recursive: true })
    fs.writeFileSync(draft, JSON.stringify(texts))
    fs.renameSync(draft, file())
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
