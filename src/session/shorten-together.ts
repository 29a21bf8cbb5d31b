import { commonCap } from "./common-cap.ts"
import { shorten } from "./shorten.ts"

export interface ShortenTogetherInput {
  readonly texts: readonly {
    readonly text: string
    /** Tokens. */
    readonly size: number
    readonly handle: string
  }[]
  /** Most tokens that all of them may have. */
  readonly tokens: number
  readonly count: (text: string) => number
}

/** Texts that share the room: the largest are shortened to one size, the others stay whole. */
export function shortenTogether({ texts, tokens, count }: ShortenTogetherInput): readonly string[] {
  const sizes = texts.map(({ size }) => size)
  const excess = sizes.reduce((sum, size) => sum + size, 0) - tokens
  if (excess <= 0) return texts.map(({ text }) => text)
  const cap = commonCap(sizes, excess)
  return texts.map(({ text, size, handle }) =>
    size <= cap ? text : shorten({ text, tokens: cap, size, handle, count }),
  )
}
