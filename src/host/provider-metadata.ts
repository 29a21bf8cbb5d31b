import { asRecord } from "../session/is-record.ts"
import type { ReasoningPart } from "../session/transcript.ts"

/** Names of what a call or text carries that binds nothing: ids, labels, sources. */
const LABELS: ReadonlySet<string> = new Set(["itemId", "phase", "citations", "caller"])

/** Beside these of its calls and texts, reasoning is a matter of its own. */
const LOOSE: ReadonlySet<string> = new Set([...LABELS, "thoughtSignature"])

/** Names beside reasoning that a provider does without in later turns: OpenAI Responses, Gemini. */
const OMITTED: ReadonlySet<string> = new Set([
  "itemId",
  "reasoningEncryptedContent",
  "thoughtSignature",
])

/**
 * Only Claude does without these: others behind the same protocol want their thinking back. A tool loop
 * with them begins with them.
 */
const OMITTED_BY_CLAUDE: ReadonlySet<string> = new Set([
  "signature",
  "redactedData",
  "redactedContent",
])

type RawPart = Readonly<Record<string, unknown>>

/** Whether a part carries what its provider may check when the part is sent again. */
export function isSigned(part: RawPart): boolean {
  const names = namesOf(part)
  switch (part["type"]) {
    case "reasoning":
      return names.length > 0
    case "tool":
      return names.some((name) => name !== "caller")
    default:
      return names.some((name) => !LABELS.has(name))
  }
}

/** Says of the reasoning of a message how far its provider lets it change. */
export function sealOf(
  parts: readonly RawPart[],
  modelID: string,
): (part: RawPart) => Pick<ReasoningPart, "signed" | "stays" | "opensLoop"> {
  const isBound = parts.some(
    (part) => part["type"] !== "reasoning" && namesOf(part).some((name) => !LOOSE.has(name)),
  )
  const isClaude = modelID.toLowerCase().includes("claude")
  const isOmitted = (name: string): boolean =>
    OMITTED.has(name) || (isClaude && OMITTED_BY_CLAUDE.has(name))
  return (part) => {
    const signed = isBound || isSigned(part)
    const stays = isBound || !namesOf(part).every(isOmitted)
    const opensLoop = namesOf(part).some((name) => OMITTED_BY_CLAUDE.has(name))
    return { signed, ...(stays && { stays }), ...(opensLoop && { opensLoop }) }
  }
}

const namesOf = (part: RawPart): readonly string[] =>
  Object.values(asRecord(part["metadata"])).flatMap((provider) =>
    Object.entries(asRecord(provider)).flatMap(([name, value]) =>
      value === null || value === undefined || value === "" ? [] : [name],
    ),
  )
