import { asRecord } from "../session/is-record.ts"
import { factorOf } from "../session/model-profile.ts"
import { modelName } from "../session/transcript.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { HostMessage } from "./decode.ts"
import type { Runtime } from "./runtime.ts"
import { unplannedSize } from "./unplanned-size.ts"

/** The host's own words around what it wants a title for, counted tokens. */
const TITLE_FRAME = 1_500

/**
 * Most tokens that the host's request for a title can have, which is made of the stored session, not
 * of what was planned: the first prompt, all that stands before it, such as outputs of shell commands,
 * and what it gives to sub-agents. Without end where the host does not tell, or it cannot be counted.
 */
export async function titleSize(
  runtime: Runtime,
  sessionID: string,
  model: ModelRef,
): Promise<number> {
  try {
    return sizeOf(runtime, (await runtime.client.messages(sessionID)) ?? [], model)
  } catch {
    return Infinity
  }
}

function sizeOf(runtime: Runtime, history: readonly HostMessage[], model: ModelRef): number {
  const first = history.findIndex(isPrompt)
  const prompt = history[first]
  if (!prompt) return Infinity
  const given = prompt.parts.map((part) => {
    const { type, prompt: text } = asRecord(part)
    return type === "subtask" ? String(text) : ""
  })
  const factor = factorOf(runtime.models.get(modelName(model)), model.modelID)
  return (
    factor * (TITLE_FRAME + runtime.meter.measure(given.join("\n")).tokens) +
    unplannedSize(runtime, history.slice(0, first + 1), model)
  )
}

/** The user's, as the host sees it: not all of it is the host's own text. */
const isPrompt = ({ info, parts }: HostMessage): boolean =>
  asRecord(info)["role"] === "user" && parts.some((part) => asRecord(part)["synthetic"] !== true)
