import { isRecord } from "../session/is-record.ts"

/** What a refused request was made of. */
export interface RefusedContent {
  /** Whether these words stand in it, whatever is between them. */
  readonly has: (words: string) => boolean
  /** Share of its characters that are images and other media. */
  readonly media: () => number
}

/** An attachment as it is sent; text in this form is rare, and short. */
const MEDIA = /^data:(?!text\/)/

/** Looks through all strings of a request. */
export function refusedContent(content: unknown): RefusedContent {
  const texts = [...stringsOf(content)]
  return {
    has: (words) => {
      const wanted = folded(words)
      return texts.some((text) => !MEDIA.test(text) && folded(text).includes(wanted))
    },
    media: () => {
      let [all, media] = [0, 0]
      for (const text of texts) {
        all += text.length
        if (MEDIA.test(text)) media += text.length
      }
      return all > 0 ? media / all : 0
    },
  }
}

function* stringsOf(content: unknown): Generator<string> {
  if (typeof content === "string") yield content
  else if (Array.isArray(content) || isRecord(content))
    for (const value of Object.values(content)) yield* stringsOf(value)
}

/** Providers quote in other white space, and escaped. */
const folded = (text: string): string => text.replaceAll(/(?:\\[nrt]|\s)+/g, " ").toLowerCase()
