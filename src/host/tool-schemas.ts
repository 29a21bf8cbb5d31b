import { asRecord } from "../session/is-record.ts"
import { modelName } from "../session/transcript.ts"
import { waitForHost } from "./hook-time.ts"
import type { ModelRef } from "../session/transcript.ts"

/** The texts of a model's tools; undefined where the host has told none. */
export type ToolSchemas = (model: ModelRef) => Promise<string | undefined>

/**
 * Reads the tools of each model once, as they are sent. A call that failed, or told of half a tool,
 * is made again for the next request; until it is answered what was told before counts.
 */
export function createToolSchemas(list: (model: ModelRef) => Promise<unknown>): ToolSchemas {
  const known = new Map<string, { readonly text: string; readonly isWhole: boolean }>()
  const asked = new Map<string, Promise<string | undefined>>()

  const ask = async (model: ModelRef): Promise<string | undefined> => {
    const name = modelName(model)
    const tools = await list(model)
    // A host without any tool is none that has answered.
    if (Array.isArray(tools) && tools.length > 0)
      known.set(name, { text: tools.map(sentTool).join("\n"), isWhole: tools.every(isWhole) })
    return known.get(name)?.text
  }

  return async (model) => {
    const name = modelName(model)
    const told = known.get(name)
    if (told?.isWhole) return told.text
    const asking = asked.get(name) ?? ask(model).finally(() => asked.delete(name))
    asked.set(name, asking)
    // Another hook may have asked, which has more time left.
    return (await waitForHost(() => asking)) ?? told?.text
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
