import { asRecord } from "./is-record.ts"

/** Fields in which providers and gateways put their own words, the nearest to the point first. */
const OWN_FIELDS = [
  "message",
  "Message",
  "msg",
  "error_msg",
  "error_message",
  "errorMessage",
  "error",
  "errors",
  "detail",
  "data",
  "code",
]
/** Some gateways carry the upstream's error as JSON text in the message of theirs. */
const MAX_DEPTH = 6
const MAX_ENTRIES = 8
/** Characters of an error that are decoded at all; what is longer is a page or an echo. */
const MAX_MESSAGE = 1_000_000
/** A refusal says what it is about in its first words; what stands further back may be anybody's. */
const MAX_WORDS = 4_000

/**
 * The provider's own words in the message of an error. The host puts the response's body behind a
 * message that says nothing: of such JSON only the fields for messages are read, because others
 * quote what was sent. White space is folded: gateways wrap lines.
 */
export const providerWords = (message: string): string =>
  words(message, 0).replaceAll(/\s+/g, " ").slice(0, MAX_WORDS)

/** A gateway's message that says no more than that another one refused. */
export const isPassedOn = (message: string): boolean =>
  /^\s*(?:[a-z ]{1,40}: )?(?:the )?(?:upstream )?(?:provider|upstream) (?:returned (?:an )?)?error\.?\s*$/i.test(
    message,
  )

function words(message: string, depth: number): string {
  const starts = [message.indexOf("[{"), message.indexOf("{")].filter((at) => at >= 0)
  if (message.length > MAX_MESSAGE) return message.slice(0, Math.min(MAX_WORDS, ...starts))
  for (const start of starts) {
    const body = parse(message.slice(start))
    if (body !== undefined) return `${message.slice(0, start)}${ownFields(body, depth)}`
  }
  return message
}

function ownFields(value: unknown, depth: number): string {
  if (depth >= MAX_DEPTH) return ""
  if (typeof value === "string") return words(value, depth + 1)
  if (Array.isArray(value))
    return join(value.slice(0, MAX_ENTRIES).map((entry: unknown) => ownFields(entry, depth + 1)))
  const record = asRecord(value)
  // OpenRouter: what the provider behind it said.
  const { raw } = asRecord(record["metadata"])
  return join(
    [...OWN_FIELDS.map((field) => record[field]), raw].map((own) => ownFields(own, depth + 1)),
  )
}

const join = (texts: readonly string[]): string => texts.filter((text) => text !== "").join("\n")

/** An object or a list; undefined where the text is neither. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
