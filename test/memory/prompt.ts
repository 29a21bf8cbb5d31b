import fs from "node:fs"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { z } from "zod"
import { nextID } from "./ids.ts"
import { saveInfo, savePart, touchSession, trigger } from "./instance.ts"
import type { Instance } from "./instance.ts"
import { isUser } from "./history.ts"
import { parseModel } from "./agents.ts"
import { removeUndone } from "./undo.ts"
import type { ModelChoice, Part, UserInfo } from "./stored.ts"
import { createReadTool } from "./tools/file-tools.ts"

const partSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string(), synthetic: z.literal(true).optional() }),
  z.object({
    type: z.literal("file"),
    mime: z.string(),
    url: z.string(),
    filename: z.string().optional(),
  }),
  z.object({
    type: z.literal("subtask"),
    agent: z.string(),
    description: z.string(),
    command: z.string(),
    model: z.object({ providerID: z.string(), modelID: z.string() }),
    prompt: z.string(),
  }),
])
export const promptSchema = z.object({
  messageID: z.string().optional(),
  agent: z.string().optional(),
  model: z.object({ providerID: z.string(), modelID: z.string() }).optional(),
  noReply: z.boolean().optional(),
  parts: z.array(partSchema),
})
export type PromptBody = z.infer<typeof promptSchema>
type PromptPart = PromptBody["parts"][number]

/** A file of text becomes what the read tool would have said of it, or its text. */
const fileParts = async (host: Instance, part: Extract<PromptPart, { type: "file" }>) => {
  if (part.mime !== "text/plain" && part.mime !== "application/x-directory") return [part]
  if (part.url.startsWith("data:")) {
    const text = await (await fetch(part.url)).text()
    return announced({ part, filePath: part.filename, text })
  }
  const file = fileURLToPath(part.url)
  const call = {
    input: { filePath: file },
    sessionID: "",
    messageID: "",
    callID: "",
    agent: "",
    abort: new AbortController().signal,
    progress: () => {},
  }
  const { output } = await createReadTool(host.project)(call)
  return announced({ part, filePath: file, text: output })
}

const announced = (file: { part: PromptPart; filePath: string | undefined; text: string }) => {
  const { part, filePath, text } = file
  const said = `Called the Read tool with the following input: ${JSON.stringify({ filePath })}`
  const synthetic = true as const
  return [
    { type: "text" as const, text: said, synthetic },
    { type: "text" as const, text, synthetic },
    part,
  ]
}

/** The files that a text names with an @, as the host attaches them where it expands a prompt. */
export const promptParts = (host: Instance, text: string): PromptPart[] => {
  const names = [...text.matchAll(/(?<![\w`])@(\.?[^\s`,.]*(?:\.[^\s`,.]+)*)/g)].map(
    ([, name = ""]) => name,
  )
  const files = [...new Set(names)].flatMap((name): PromptPart[] => {
    const file = path.resolve(host.project, name)
    if (name === "" || !fs.existsSync(file)) return []
    const mime = fs.statSync(file).isDirectory() ? "application/x-directory" : "text/plain"
    return [{ type: "file", mime, filename: name, url: pathToFileURL(file).href }]
  })
  return [{ type: "text", text }, ...files]
}

const lastModel = (host: Instance, sessionID: string): ModelChoice | undefined =>
  host.store.messages(sessionID).findLast(isUser)?.info.model

const defaultModel = (host: Instance): ModelChoice => {
  const model = parseModel(host.config["model"])
  if (!model) throw new Error("No model is configured")
  return model
}

/** Stores a message of the user's, as the plugin leaves it. */
export const storePrompt = async (
  host: Instance,
  sessionID: string,
  body: PromptBody,
): Promise<UserInfo> => {
  const session = host.store.session(sessionID)
  removeUndone(host, session)
  const agentName = body.agent ?? "build"
  const agent = host.agents.find(({ name }) => name === agentName)
  const message: UserInfo = {
    id: body.messageID ?? nextID("msg"),
    role: "user",
    sessionID,
    time: { created: Date.now() },
    agent: agentName,
    model: body.model ?? agent?.model ?? lastModel(host, sessionID) ?? defaultModel(host),
  }
  const asked = await Promise.all(
    body.parts.map(async (part) => (part.type === "file" ? fileParts(host, part) : [part])),
  )
  const parts = asked.flat().map((part): Part => {
    const ids = { id: nextID("prt"), sessionID, messageID: message.id }
    if (part.type === "text")
      return {
        ...ids,
        type: "text",
        text: part.text,
        ...(part.synthetic && { synthetic: part.synthetic }),
      }
    if (part.type === "subtask") return { ...ids, ...part }
    const { mime, url, filename } = part
    return { ...ids, type: "file", mime, url, ...(filename !== undefined && { filename }) }
  })
  const input = {
    sessionID,
    ...(body.agent !== undefined && { agent: body.agent }),
    ...(body.model && { model: body.model }),
    ...(body.messageID !== undefined && { messageID: body.messageID }),
  }
  const output: { message: UserInfo; parts: Part[] } = { message, parts }
  await trigger(host, "chat.message", input, output)
  saveInfo(host, message)
  for (const part of output.parts) savePart(host, part)
  const { providerID, modelID } = message.model
  session.agent = message.agent
  session.model = { id: modelID, providerID, variant: "default" }
  touchSession(host, sessionID)
  return message
}
