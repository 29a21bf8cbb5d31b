import { savePart } from "./instance.ts"
import type { Instance } from "./instance.ts"
import type { ToolPart } from "./stored.ts"

const charsPerToken = 4
const [protectedTokens, smallestPrune, protectedTurns] = [40_000, 20_000, 2]

/** The host's own prune at the end of a run: what is older than the newest outputs is cleared. */
export const pruneOutputs = (host: Instance, sessionID: string): void => {
  const found: ToolPart[] = []
  let turns = 0
  let total = 0
  let cleared = 0
  const messages = host.store.messages(sessionID).toReversed()
  for (const { info, parts } of messages) {
    if (info.role === "user") turns++
    if (turns < protectedTurns) continue
    if (info.role === "assistant" && info.summary) break
    for (const part of parts.toReversed()) {
      if (part.type !== "tool" || part.state.status !== "completed" || part.tool === "skill")
        continue
      if (part.state.time?.compacted !== undefined) break
      const size = Math.round((part.state.output ?? "").length / charsPerToken)
      total += size
      if (total <= protectedTokens) continue
      cleared += size
      found.push(part)
    }
  }
  if (cleared <= smallestPrune) return
  for (const part of found) {
    const { time = { start: Date.now() } } = part.state
    savePart(host, { ...part, state: { ...part.state, time: { ...time, compacted: Date.now() } } })
  }
}
