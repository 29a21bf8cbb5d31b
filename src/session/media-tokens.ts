import { dataIn, textOf } from "./media/data-url.ts"
import { IMAGE_HEAD, imageSize } from "./media/image-size.ts"
import { pdfPages } from "./media/pdf-pages.ts"
import type { Inflate } from "./media/pdf-pages.ts"
import type { Media, ModelRef } from "./transcript.ts"

/** Counted tokens of an attachment, before the model's factor. */
export interface MediaTokens {
  readonly tokens: number
  /** Of them, those that nothing but a number of bytes speaks for. */
  readonly guessed: number
}

export interface MediaPorts {
  readonly count: (text: string) => number
  /** Without it, documents that pack their pages are guessed. */
  readonly inflate?: Inflate | undefined
}

/** An image of unknown size, tokens: the most that a provider bills before it scales down. */
const IMAGE_MAX = 1_600
/** Of anything, the least. */
const LEAST = 85
/** Pixels per token of an image, as Anthropic documents it; OpenAI's tiles come to less. */
const PIXELS_PER_TOKEN = 750
/**
 * A document's page, tokens. Anthropic: 1,500 to 3,000 for its text, and its picture; a scan has the
 * picture alone. OpenAI sends both too. Gemini bills a page as one picture: 258, and 560 from 3 on.
 */
const PAGE_TOKENS = 2_500
const GEMINI_PAGE_TOKENS = { early: 258, later: 560 }
/** Bytes taken for one page, and for one token of audio, video and anything else. */
const PAGE_BYTES = 40_000
const OTHER_BYTES_PER_TOKEN = 64
/** The most that is guessed from bytes, pages and tokens: four pages, or some minutes of sound. */
const MOST_PAGES = 4
const MOST_GUESSED = 10_000
/** Bytes of what is read; no provider takes more. */
const MOST_READ = 64_000_000

/** Tokens of a document's page, by the family of the model that reads it. */
export function pageTokens({ modelID }: Pick<ModelRef, "modelID">): number {
  const [, version] = /gemini(?:-(\d))?/i.exec(modelID) ?? [undefined, ""]
  if (version === "") return PAGE_TOKENS
  return Number(version ?? 3) < 3 ? GEMINI_PAGE_TOKENS.early : GEMINI_PAGE_TOKENS.later
}

/** What an attachment comes to: by what it holds where that can be read, else a bounded guess. */
export function mediaTokens(media: Media, { count, inflate = () => "" }: MediaPorts): MediaTokens {
  const mime = media.mime.toLowerCase().replace(/;.*$/s, "").trim()
  const data = dataIn(media.url)
  if (mime.startsWith("image/")) {
    const size = data && imageSize(data.bytes(IMAGE_HEAD))
    const tokens = size ? Math.ceil((size.width * size.height) / PIXELS_PER_TOKEN) : IMAGE_MAX
    return known(Math.min(IMAGE_MAX, tokens))
  }
  const perPage = media.pageTokens ?? PAGE_TOKENS
  if (mime === "application/pdf") {
    const pages = data && data.size <= MOST_READ ? pdfPages(data.bytes(), inflate) : undefined
    if (pages !== undefined) return known(pages * perPage)
    const likely = data ? Math.max(1, Math.ceil(data.size / PAGE_BYTES)) : MOST_PAGES
    return guess(Math.min(MOST_PAGES, likely) * perPage)
  }
  if (!data) return guess(media.url === "" ? LEAST : MOST_GUESSED)
  if (TEXT_MIMES.test(mime) && data.size <= MOST_READ) return known(count(textOf(data.bytes())))
  return guess(Math.ceil(data.size / OTHER_BYTES_PER_TOKEN))
}

const TEXT_MIMES = /^text\/|[/+](?:json|xml|yaml|javascript)$/

const known = (tokens: number): MediaTokens => ({ tokens: Math.max(LEAST, tokens), guessed: 0 })

function guess(likely: number): MediaTokens {
  const tokens = Math.max(LEAST, Math.min(MOST_GUESSED, likely))
  return { tokens, guessed: tokens - LEAST }
}
