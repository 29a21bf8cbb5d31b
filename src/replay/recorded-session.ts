/** A message as an export holds it; everything inside is read with care. */
export interface RecordedMessage {
  readonly info: unknown
  readonly parts: readonly unknown[]
}

/** A session as it was recorded, oldest message first. */
export interface RecordedSession {
  /** What reports call it: the file's name. */
  readonly name: string
  readonly id: string
  readonly directory: string
  readonly messages: readonly RecordedMessage[]
}
