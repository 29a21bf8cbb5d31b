import { z } from "zod"

/** What a provider behind chat completions calls its reasoning, which says how it wants it back. */
export type ThinkingField = "reasoning_content" | "reasoning_opaque" | "reasoning_details"

/** Fields of an assistant message that carry reasoning, by any provider's name. */
export const thinkingFields = {
  reasoning_content: z.string().nullish(),
  reasoning: z.string().nullish(),
  reasoning_text: z.string().nullish(),
  reasoning_opaque: z.string().nullish(),
  reasoning_details: z.array(z.looseObject({ text: z.string().optional() })).nullish(),
}
const thinkingSchema = z.object(thinkingFields)
export type Thinking = z.infer<typeof thinkingSchema>

export const thinkingText = (sent: Thinking): string =>
  sent.reasoning_content ?? sent.reasoning_text ?? sent.reasoning ?? ""

/** One message of a request, as far as its reasoning matters. */
export interface ThinkingMessage {
  readonly sent: Thinking
  /** Its calls; a message of the user's has none. */
  readonly calls: readonly string[]
  /** Inside the tool loop that is still running. */
  readonly isRunning: boolean
}

interface Issued {
  readonly text: string
  readonly opaque: string
}

/** What a provider shows of its reasoning, and what it refuses when it comes back. */
export interface ChatThinking {
  /** The deltas of an answer before its text, and the fields of its first call. */
  issue(text: string, calls: readonly string[]): { before: readonly object[]; beside: object }
  problems(message: ThinkingMessage): readonly string[]
}

const nothing = { before: [], beside: {} }
const detail = (text: string) => ({ type: "reasoning.text", text, format: "unknown", index: 0 })

/** DeepSeek and Kimi: some reasoning beside every call, in every turn. */
const createContent = (): ChatThinking => ({
  issue: (text) => (text === "" ? nothing : { before: [{ reasoning_content: text }], beside: {} }),
  problems: ({ sent, calls }) =>
    calls.length > 0 && !sent.reasoning_content
      ? ["thinking is enabled but reasoning_content is missing in assistant tool call message"]
      : [],
})

/** GitHub Copilot: the opaque of the running loop, and never another text beside an opaque. */
const createOpaque = (): ChatThinking => {
  const issued = new Map<string, Issued>()
  return {
    issue: (text, calls) => {
      if (text === "") return nothing
      const opaque = `opaque-${issued.size}`
      for (const id of calls) issued.set(id, { text, opaque })
      return { before: [{ reasoning_text: text }], beside: { reasoning_opaque: opaque } }
    },
    problems: ({ sent, calls, isRunning }) =>
      calls.flatMap((id) => {
        const known = issued.get(id)
        if (!known) return []
        if (!sent.reasoning_opaque)
          return isRunning ? [`call ${id} came without its reasoning_opaque`] : []
        return sent.reasoning_opaque === known.opaque && sent.reasoning_text === known.text
          ? []
          : [`reasoning_text of call ${id} does not match its reasoning_opaque`]
      }),
  }
}

/** OpenRouter, before a provider that wants all of it: its details with every call, unchanged. */
const createDetails = (): ChatThinking => {
  const issued = new Map<string, string>()
  return {
    issue: (text, calls) => {
      if (text === "") return nothing
      for (const id of calls) issued.set(id, text)
      return { before: [{ reasoning: text, reasoning_details: [detail(text)] }], beside: {} }
    },
    problems: ({ sent, calls }) =>
      calls.flatMap((id) => {
        const known = issued.get(id)
        const details = sent.reasoning_details ?? []
        return known === undefined || details.map(({ text }) => text).join("") === known
          ? []
          : [`reasoning_details of call ${id} are missing or changed`]
      }),
  }
}

const contracts: Record<ThinkingField, () => ChatThinking> = {
  reasoning_content: createContent,
  reasoning_opaque: createOpaque,
  reasoning_details: createDetails,
}

/** Without a field reasoning is shown, and nothing of it is wanted back. */
export const createChatThinking = (field: ThinkingField | undefined): ChatThinking =>
  field === undefined ? { ...createContent(), problems: () => [] } : contracts[field]()
