/** Providers' and gateways' words for a body of too many bytes. */
const TOO_LARGE =
  /(?:request|payload|body|entity|content)[\w ]{0,30}? (?:is )?too (?:large|big|long)|(?:request|payload|body)[\w ]{0,30}? exceed(?:s|ed)[\w ]{0,30}? (?:size|bytes|limit)|payload_?too_?large|request_too_large|entity ?too ?large/i
const SIZE = /\b(\d{1,12}(?:\.\d{1,3})?) ?(bytes?|[kmg]i?b)\b/gi
const UNITS: Readonly<Record<string, number>> = { b: 1, k: 1e3, m: 1e6, g: 1e9 }

/** A limit of tokens, or of those in a minute. */
const OF_TOKENS = /\btokens?\b|\btpm\b/i

/** Smaller bodies are refused for something else, bytes. */
const LEAST_BODY = 1_000_000
/** Without a size in the refusal, what is taken is a little less than what was refused. */
const REFUSED_SHARE = 0.9
/** Bytes are the cause where most of them are media; text has its limit in tokens. */
const MOSTLY_MEDIA = 0.5

export interface BodyRefusal {
  readonly message: string
  /** The provider gave no other cause than the size: a bare status, or the host's own word for it. */
  readonly isBare: boolean
  /** Bytes of the body that was refused, and the share of them that are media. */
  readonly bytes: number
  readonly media: number
}

/** The bytes that a refusal tells to be taken; undefined where it is about something else. */
export function refusedBody({ message, isBare, bytes, media }: BodyRefusal): number | undefined {
  if (bytes < LEAST_BODY || media <= MOSTLY_MEDIA) return undefined
  if (OF_TOKENS.test(message) || (!isBare && !TOO_LARGE.test(message))) return undefined
  const sizes = [...message.slice(0, 2_000).matchAll(SIZE)]
    .map(([, digits, unit = ""]) => Number(digits) * (UNITS[unit.charAt(0).toLowerCase()] ?? 1))
    .filter((size) => size >= LEAST_BODY && size < bytes)
  return Math.floor(sizes.length > 0 ? Math.min(...sizes) : REFUSED_SHARE * bytes)
}
