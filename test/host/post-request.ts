import { createScriptedModel } from "./scripted-model.ts"
import type { ScriptedModel } from "./scripted-model.ts"

/** A small model that thinks and reads, unless it is asked to break off. */
export const createReadingModel = (): Promise<ScriptedModel> =>
  createScriptedModel({
    limit: { context: 2_000, output: 500 },
    script: ({ messages }) =>
      messages.at(-1)?.text === "Break off"
        ? { drop: true }
        : { reasoning: "Look first.", calls: [{ name: "read", input: { filePath: "a" } }] },
  })

interface PostOptions {
  readonly model: ScriptedModel
  readonly path: string
  readonly body: object
}

/** Sends one request without a host, to see what the scripted model accepts. */
export const postRequest = async ({ model, path, body }: PostOptions) => {
  const response = await fetch(`${model.url}/${path}`, {
    method: "POST",
    body: JSON.stringify({ model: "scripted", stream: true, ...body }),
  })
  return { status: response.status, text: await response.text() }
}

/** The first group of a pattern in a text, or an empty text. */
export const findGroup = (text: string, pattern: RegExp): string => pattern.exec(text)?.[1] ?? ""
