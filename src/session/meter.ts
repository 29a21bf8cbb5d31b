import { dense } from "./dense.ts"
import { mediaTokens } from "./media-tokens.ts"
import type { MediaPorts, MediaTokens } from "./media-tokens.ts"
import { attachmentsOf, fieldsOf } from "./transcript.ts"
import type { Field, Message, Part } from "./transcript.ts"

export interface MeterPorts extends MediaPorts {
  /** A short content hash, at least 8 hexadecimal characters. */
  readonly digest: (text: string) => string
}

/** A payload as it stands in a request. */
export interface Payload {
  readonly text: string
  readonly tokens: number
  readonly digest: string
}

/**
 * Sizes and digests of payloads. Each is computed at most once per part, when first asked for:
 * a request that is far from its limit measures only what is new.
 */
export interface Meter {
  tokens(part: Part, field: Field): number
  digest(part: Part, field: Field): string
  /** Of a part's tokens, those that nothing but bytes of media speak for. */
  guessed(part: Part): number
  /** The dense rendition of an output. */
  dense(part: Part, directory: string): Payload
  /** Tokens of a whole message as the host built it, framing included. */
  message(message: Message): number
  /** Digest of all that a message carries, by which it is known again when it is replaced whole. */
  messageDigest(message: Message): string
  measure(text: string): Payload
  /** Tokens of a text that comes again with every request, as system text and tool schemas do. */
  repeated(text: string): number
}

/** Repeated texts that are remembered: a few agents and models at a time. */
const MAX_REPEATED = 16

/** Framing around a message, and around a tool call with its result (ids, names, roles), tokens. */
export const MESSAGE_FRAME = 4
export const CALL_FRAME = 28

export function createMeter(ports: MeterPorts): Meter {
  const { count, digest } = ports
  const tokens = new WeakMap<Part, Map<Field, number>>()
  const media = new WeakMap<Part, MediaTokens>()
  const digests = new WeakMap<Part, Map<Field, string>>()
  const denseForms = new WeakMap<Part, Payload>()
  const messages = new WeakMap<Message, number>()
  const messageDigests = new WeakMap<Message, string>()
  const repeated = new Map<string, number>()

  const mediaOf = (part: Part): MediaTokens => {
    const size = media.get(part) ?? sumOf(attachmentsOf(part).map((one) => mediaTokens(one, ports)))
    media.set(part, size)
    return size
  }

  const measure = (text: string): Payload => new MeasuredText(text, ports)

  const meter: Meter = {
    tokens: (part, field) =>
      memo(tokens, part, field, () =>
        field === "media" ? mediaOf(part).tokens : count(payloadText(part, field)),
      ),
    guessed: (part) => mediaOf(part).guessed,
    digest: (part, field) => memo(digests, part, field, () => digest(payloadText(part, field))),
    dense(part, directory) {
      const known = denseForms.get(part)
      if (known) return known
      const form = measure(
        part.kind === "tool" ? dense({ tool: part.tool, text: part.output, directory }) : "",
      )
      denseForms.set(part, form)
      return form
    },
    message(message) {
      const known = messages.get(message)
      if (known !== undefined) return known
      let sum = MESSAGE_FRAME
      for (const part of message.parts) {
        if (part.kind === "tool") sum += CALL_FRAME
        for (const field of fieldsOf(part)) sum += meter.tokens(part, field)
      }
      messages.set(message, sum)
      return sum
    },
    messageDigest(message) {
      const known = messageDigests.get(message)
      if (known !== undefined) return known
      const value = digest(messagePayload(message, (part, field) => meter.digest(part, field)))
      messageDigests.set(message, value)
      return value
    },
    measure,
    repeated(text) {
      const size = repeated.get(text) ?? count(text)
      repeated.delete(text)
      repeated.set(text, size)
      const oldest = repeated.keys().next().value
      if (repeated.size > MAX_REPEATED && oldest !== undefined) repeated.delete(oldest)
      return size
    },
  }
  return meter
}

/** A class, because each replayed edit makes one: objects with getters of their own cost far more. */
class MeasuredText implements Payload {
  readonly text: string
  readonly #ports: MeterPorts
  #tokens: number | undefined
  #digest: string | undefined

  constructor(text: string, ports: MeterPorts) {
    this.text = text
    this.#ports = ports
  }

  get tokens(): number {
    return (this.#tokens ??= this.#ports.count(this.text))
  }

  get digest(): string {
    return (this.#digest ??= this.#ports.digest(this.text))
  }
}

const memo = <T>(
  cache: WeakMap<Part, Map<Field, T>>,
  part: Part,
  field: Field,
  compute: () => T,
): T => {
  let fields = cache.get(part)
  if (!fields) cache.set(part, (fields = new Map()))
  const known = fields.get(field)
  if (known !== undefined) return known
  const value = compute()
  fields.set(field, value)
  return value
}

/** The text of a payload as it enters digests and counts. */
export function payloadText(part: Part, field: Field): string {
  switch (part.kind) {
    case "text":
    case "reasoning":
      return part.text
    case "media":
      return part.url
    case "tool":
      if (field === "input") return JSON.stringify(part.input)
      return field === "output" ? part.output : part.media.map((media) => media.url).join("\n")
    case "other":
      return ""
  }
}

/**
 * A message as it enters its digest: the digests of all that it carries. What the host's prune has
 * cleared counts as it was, so that what took the message's place stays.
 */
export const messagePayload = (
  { parts }: Message,
  digest: (part: Part, field: Field) => string,
): string =>
  parts
    .map((part) => (part.kind === "tool" && part.cleared ? { ...part, ...part.cleared } : part))
    .flatMap((part) => fieldsOf(part).map((field) => digest(part, field)))
    .join("\n")

const sumOf = (sizes: readonly MediaTokens[]): MediaTokens => ({
  tokens: sizes.reduce((sum, { tokens }) => sum + tokens, 0),
  guessed: sizes.reduce((sum, { guessed }) => sum + guessed, 0),
})
