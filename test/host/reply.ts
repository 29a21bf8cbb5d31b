import type { ParsedRequest, ProtocolName } from "./protocol.ts"

/** What the scripted model does with one request. */
export type Reply =
  | { readonly text: string; readonly reasoning?: string; readonly usage?: ReportedUsage }
  | {
      readonly calls: readonly { readonly name: string; readonly input: unknown }[]
      readonly text?: string
      readonly reasoning?: string
      readonly usage?: ReportedUsage
    }
  /** An HTTP error. */
  | {
      readonly status: number
      readonly body: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  /** No answer until the host goes away or the model is closed. */
  | { readonly hang: true }
  /** The connection breaks in the middle of the answer. */
  | { readonly drop: true }
  /** A whole answer in chat completions that does not say that it has ended. */
  | { readonly text: string; readonly unfinished: true }

/** Replaces what is reported, for a provider that counts otherwise than it enforces. */
interface ReportedUsage {
  readonly input?: number
  readonly output?: number
}

export type RequestKind = "main" | "title" | "summary"

export interface RecordedRequest extends ParsedRequest {
  /** A request without tools is a title, or else a summary: native compaction or a summarizer. */
  readonly kind: RequestKind
  readonly protocol: ProtocolName
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
  readonly sessionID: string | undefined
  /** Position among all requests to this model. */
  readonly index: number
  /** Position among the requests of this kind that were not refused. */
  readonly ordinal: number
  /** Prompt tokens as this model counts them. */
  readonly tokens: number
  /** Prompt tokens found in the prompt cache. */
  readonly cached: number
  /** The previous prompt of the same session is not a prefix of this one. */
  readonly broken: boolean
  /** The model answered 400 for size. */
  readonly refused: boolean
  /** Too large for the model to answer in full: above context − output. */
  readonly overLimit: boolean
}

export type Script = (request: RecordedRequest) => Reply | Promise<Reply>

/** Plays a list of replies in order, one a request; afterwards the model is done with every turn. */
export const replySequence = (replies: readonly Reply[]): Script => {
  const rest = [...replies]
  return () => rest.shift() ?? { text: "Done." }
}
