import type { Part as HostPart } from "@opencode-ai/sdk"
import { applyRenditions } from "../../src/host/apply.ts"
import type { HostMessage } from "../../src/host/decode.ts"
import type { Rendition } from "../../src/session/replay-edits.ts"

export interface AppliedMessage {
  info: { id: string; role: string }
  parts: HostPart[]
}

/** A copy of the host's messages, as the host types them. */
export const copyMessages = (messages: readonly HostMessage[]): AppliedMessage[] => {
  // oxlint-disable-next-line no-unsafe-type-assertion -- generated and recorded messages are of the host's shape
  return structuredClone(messages) as AppliedMessage[]
}

/** What is sent: a copy of the messages with the renditions written into it. */
export const applied = (
  messages: readonly HostMessage[],
  view: ReadonlyMap<string, Rendition>,
): AppliedMessage[] => {
  const copy = copyMessages(messages)
  applyRenditions(copy, view)
  return copy
}
