import { countMessage, countText } from "./count-request.ts"
import type { ParsedRequest } from "./protocol.ts"

/** What a provider with a prefix cache makes of one prompt. */
export interface CacheUse {
  /** Prompt tokens read from the cache, before any factor. */
  readonly read: number
  /** The prompt does not begin with the whole previous prompt of its line. */
  readonly broken: boolean
}

/** Keeps the last prompt of every line of requests: each session's main line, and the summaries. */
export const createPromptCache = () => {
  const lines = new Map<string, { tools: string; messages: readonly string[] }>()
  return {
    use: (line: string, request: ParsedRequest): CacheUse => {
      const messages = request.messages.map((message) => JSON.stringify(message))
      const before = lines.get(line)
      lines.set(line, { tools: request.toolSchemas, messages })
      if (!before) return { read: 0, broken: false }
      if (before.tools !== request.toolSchemas) return { read: 0, broken: true }
      const difference = before.messages.findIndex((message, index) => message !== messages[index])
      const same = difference === -1 ? before.messages.length : difference
      const read = request.messages.slice(0, same).reduce((sum, one) => sum + countMessage(one), 0)
      return { read: read + countText(request.toolSchemas), broken: difference !== -1 }
    },
  }
}
