import type { FlatMessage } from "./protocol.ts"

/** Protocols with roles want the results of an assistant message right behind it, one for each call. */
export const pairingProblems = (messages: readonly FlatMessage[]): string[] => {
  const problems: string[] = []
  let open = new Set<string>()
  const seen = new Set<string>()
  const close = (where: string) => {
    for (const id of open)
      problems.push(`${where}: tool call ${id} has no result directly after it`)
    open = new Set()
  }
  messages.forEach((message, position) => {
    const where = `message ${position}`
    if (message.role === "tool") {
      const id = message.callID ?? ""
      if (!open.delete(id)) problems.push(`${where}: tool result ${id} answers no open tool call`)
      return
    }
    close(where)
    for (const call of message.calls ?? []) {
      if (seen.has(call.id)) problems.push(`${where}: tool call id ${call.id} is used twice`)
      seen.add(call.id)
      open.add(call.id)
    }
  })
  close("end of the prompt")
  return problems
}
