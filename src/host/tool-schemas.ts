import { asRecord } from "../session/is-record.ts"
import { modelName } from "../session/transcript.ts"
import type { ModelRef } from "../session/transcript.ts"

/** The texts of a model's tools; undefined where the host has told none. */
export type ToolSchemas = (model: ModelRef) => Promise<string | undefined>

/**
 * Reads the tools of each model once, as they are sent. Only a whole answer is kept: a call that
 * failed, or told of half a tool, is made again for the next request.
 */
export function createToolSchemas(list: (model: ModelRef) => Promise<unknown>): ToolSchemas {
  const known = new Map<string, string>()
  const asked = new Map<string, Promise<string | undefined>>()

  const ask = async (model: ModelRef): Promise<string | undefined> => {
    const tools = await list(model)
    // A host without any tool is none that has answered.
    if (!Array.isArray(tools) || tools.length === 0) return undefined
    const text = tools.map(sentTool).join("\n")
    if (tools.every(isWhole)) known.set(modelName(model), text)
    return text
  }

  return async (model) => {
    const name = modelName(model)
    const running = asked.get(name)
    if (known.has(name) || running) return known.get(name) ?? running
    const asking = ask(model).finally(() => asked.delete(name))
    asked.set(name, asking)
    return asking
  }
}

function sentTool(tool: unknown): string {
  const { id, description, parameters } = asRecord(tool)
  return JSON.stringify({ type: "function", function: { name: id, description, parameters } })
}

function isWhole(tool: unknown): boolean {
  const { id, description, parameters } = asRecord(tool)
  return typeof id === "string" && typeof description === "string" && parameters !== undefined
}
