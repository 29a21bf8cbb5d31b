import { isRecord } from "../session/is-record.ts"

/** What a refused request was made of. */
export interface RefusedContent {
  /** Whether these words stand in it, or in what edits took out, whatever is between them. */
  readonly has: (words: string) => boolean
  /** Share of its characters that are images and other media. */
  readonly media: () => number
}

/** An attachment as it is sent; text in this form is rare, and short. */
const MEDIA = /^data:(?!text\/)/

/** Looks through all strings of a request: of what was sent, and of what it was made from. */
export function refusedContent({
  sent,
  known,
}: {
  readonly sent: unknown
  readonly known: unknown
}): RefusedContent {
  let told: readonly string[] | undefined
  return {
    has(words) {
      told ??= [...stringsOf(known)].filter((text) => !MEDIA.test(text)).map(folded)
      const wanted = folded(words)
      return told.some((text) => text.includes(wanted))
    },
    media() {
      const sizes = [...stringsOf(sent)].map((text) => ({
        size: text.length,
        isMedia: MEDIA.test(text),
      }))
      const all = sumOf(sizes)
      return all > 0 ? sumOf(sizes.filter(({ isMedia }) => isMedia)) / all : 0
    },
  }
}

const sumOf = (sizes: readonly { readonly size: number }[]): number =>
  sizes.reduce((sum, { size }) => sum + size, 0)

function* stringsOf(content: unknown): Generator<string> {
  if (typeof content === "string") yield content
  else if (Array.isArray(content) || isRecord(content))
    for (const value of Object.values(content)) yield* stringsOf(value)
}

/** Providers quote in other white space, and escaped. */
const folded = (text: string): string => text.replaceAll(/(?:\\[nrt]|\s)+/g, " ").toLowerCase()
