import { asRecord } from "../session/is-record.ts"
import { nextAction } from "./next-action.ts"
import type { NextAction } from "./next-action.ts"

export type ReadAnswer =
  | { readonly ok: true; readonly action: NextAction }
  | { readonly ok: false; readonly problem: string }

/** The next action in what a chat-completions endpoint answered, or why there is none. */
export function readAnswer(body: unknown, directory: string): ReadAnswer {
  const choices = asRecord(body)["choices"]
  const message = asRecord(Array.isArray(choices) ? asRecord(choices[0])["message"] : undefined)
  const calls = message["tool_calls"]
  if (Array.isArray(calls) && calls.length > 0) {
    const { name, arguments: text } = asRecord(asRecord(calls[0])["function"])
    if (typeof name !== "string" || name === "")
      return { ok: false, problem: "the answer calls a tool without a name" }
    const input = parseArguments(text)
    if (input === undefined) return { ok: false, problem: `the arguments for ${name} are not JSON` }
    return { ok: true, action: nextAction({ tool: name, input }, directory) }
  }
  const { content } = message
  if (typeof content === "string" && content.trim() !== "")
    return { ok: true, action: nextAction(undefined, directory) }
  return { ok: false, problem: "the answer has neither a tool call nor a text" }
}

function parseArguments(text: unknown): unknown {
  if (typeof text !== "string") return text ?? {}
  try {
    return text.trim() === "" ? {} : JSON.parse(text)
  } catch {
    return undefined
  }
}
