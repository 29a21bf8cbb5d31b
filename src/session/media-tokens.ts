import type { Media } from "./transcript.ts"

/** An image of unknown size, tokens: the most that a provider bills before it scales down. */
const IMAGE_MAX = 1_600
const IMAGE_MIN = 85
/** Pixels per token of an image, as Anthropic documents it; OpenAI's tiles come to less. */
const PIXELS_PER_TOKEN = 750
/** A document page of text with its picture, tokens, and the bytes taken for one page. */
const PAGE_TOKENS = 2_500
const PAGE_BYTES = 40_000
/** Bytes per token of audio, video and anything else. */
const OTHER_BYTES_PER_TOKEN = 64
/** And of files that a model reads as text, of any script. */
const TEXT_BYTES_PER_TOKEN = 2
/** A file that stands elsewhere, whose size nobody tells, tokens: four pages, or some minutes of sound. */
const UNKNOWN_SIZE = 10_000

/** Tokens estimated for an attachment, before the model's factor. */
export function mediaTokens({ mime, url }: Media): number {
  const data = /^data:[^,]*,/.exec(url)
  const base64 = data ? url.slice(data[0].length) : ""
  const bytes = Math.floor((base64.length * 3) / 4)
  if (mime.startsWith("image/")) {
    const size = pngSize(base64)
    if (!size) return IMAGE_MAX
    return clamp(Math.ceil((size.width * size.height) / PIXELS_PER_TOKEN), IMAGE_MIN, IMAGE_MAX)
  }
  if (!data && url !== "") return UNKNOWN_SIZE
  if (mime === "application/pdf") return Math.max(1, Math.ceil(bytes / PAGE_BYTES)) * PAGE_TOKENS
  const perToken = TEXT_MIMES.test(mime) ? TEXT_BYTES_PER_TOKEN : OTHER_BYTES_PER_TOKEN
  return Math.max(IMAGE_MIN, Math.ceil(bytes / perToken))
}

const TEXT_MIMES = /^text\/|[/+](?:json|xml|yaml|javascript)$/

const clamp = (value: number, low: number, high: number): number =>
  Math.min(high, Math.max(low, value))

/** A whole PNG header of 24 bytes; what is cut or damaged has no size. */
const PNG_HEADER = /^iVBORw0KGgo[A-Za-z0-9+/]{21}/

/** Width and height stand at fixed places in a PNG's first chunk. */
function pngSize(base64: string): { width: number; height: number } | undefined {
  if (!PNG_HEADER.test(base64)) return undefined
  const header = atob(base64.slice(0, 32))
  const at = (offset: number): number =>
    header.charCodeAt(offset) * 2 ** 24 +
    header.charCodeAt(offset + 1) * 2 ** 16 +
    header.charCodeAt(offset + 2) * 2 ** 8 +
    header.charCodeAt(offset + 3)
  return { width: at(16), height: at(20) }
}
