import fs from "node:fs"
import { createDecode } from "../../src/host/decode.ts"
import type { HostMessage } from "../../src/host/decode.ts"
import { asRecord } from "../../src/session/is-record.ts"
import type { Transcript } from "../../src/session/transcript.ts"

const file = new URL("../fixtures/recorded-session.json", import.meta.url)

/** The messages of the recorded session as the host hands them over; new objects at each call. */
export const recordedMessages = (): readonly HostMessage[] => {
  const value: unknown = JSON.parse(fs.readFileSync(file, "utf8"))
  if (!Array.isArray(value)) throw new Error("The recorded session is no list of messages")
  return value.map((message) => {
    const { info, parts } = asRecord(message)
    return { info, parts: Array.isArray(parts) ? parts : [] }
  })
}

export const decodeMessages = (messages: readonly HostMessage[]): Transcript =>
  createDecode()(messages, { sessionID: "ses_recorded", directory: "/elsewhere" })

/** The recorded session, or its first messages. */
export const recordedTranscript = (length = Infinity): Transcript =>
  decodeMessages(recordedMessages().slice(0, length))
