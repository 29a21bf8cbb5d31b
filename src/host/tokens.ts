import { tokenPieces } from "./token-pieces.ts"

/** Counts tokens of texts of any content and size; exact up to the guard's windows. */
export interface TokenCounter {
  /** Loads the tokenizer once. */
  readonly ready: () => Promise<void>
  /** Until it is loaded each byte counts as a token: no tokenizer makes more of a text. */
  readonly count: (text: string) => number
}

export interface TokenCounterOptions {
  /** Set: tokens are characters divided by this, and no tokenizer is loaded. */
  readonly charsPerToken?: number | undefined
}

type Count = (text: string) => number

export function createTokenCounter({ charsPerToken }: TokenCounterOptions): TokenCounter {
  if (charsPerToken !== undefined) {
    return { ready: async () => {}, count: (text) => Math.ceil(text.length / charsPerToken) }
  }
  let exact: Count | undefined
  let loading: Promise<void> | undefined
  return {
    ready: () =>
      (loading ??= loadCount().then(
        (count) => {
          exact = count
        },
        (error: unknown) => {
          loading = undefined
          throw error
        },
      )),
    count: (text) => {
      if (!exact) return Buffer.byteLength(text)
      const count = exact
      const exactly = (part: string): number =>
        tokenPieces(part).reduce((sum, piece) => sum + count(piece), 0)
      return text.length <= LARGEST_EXACT ? exactly(text) : estimate(text, exactly)
    },
  }
}

/** The vocabulary is some megabytes: imported on first use, never with the plugin. */
async function loadCount(): Promise<Count> {
  const { clearMergeCache, countTokens, setMergeCacheSize } =
    await import("gpt-tokenizer/encoding/o200k_base")
  // Text such as <|endoftext|> in a tool output is text.
  const options = { disallowedSpecial: new Set<string>() }
  // A full cache makes the library some ten times slower, so it is emptied before it can fill.
  setMergeCacheSize(Infinity)
  let cached = 0
  return (text) => {
    cached += text.length
    if (cached > CACHED_CHARACTERS) {
      clearMergeCache()
      cached = text.length
    }
    return countTokens(text, options)
  }
}

/** Characters whose merges the library may keep; they hold on to the texts they come from. */
const CACHED_CHARACTERS = 200_000

/** Characters up to which a text is counted whole; more would hold the host for seconds. */
const LARGEST_EXACT = 1_500_000
/** Of a larger text these many samples are counted, of this many characters each. */
const SAMPLES = 16
const SAMPLE = 64_000
/** Factor on such an estimate, because too small a figure would let a request overflow. */
const ESTIMATE_MARGIN = 1.02

/**
 * One sample from each sixteenth of the text, at a place that looks random but follows from the
 * length alone, so that no regular text hides its dense parts. The rate is the mean, and half the way
 * up to the densest sample. A dense stretch that no sample meets is still not seen.
 */
function estimate(text: string, count: Count): number {
  const step = Math.floor(text.length / SAMPLES)
  const counts = Array.from({ length: SAMPLES }, (_, index) => {
    const scattered = Math.imul(text.length + index, SCATTER) >>> 0
    const start = index * step + (scattered % (step - SAMPLE + 1))
    return count(text.slice(start, start + SAMPLE))
  })
  const mean = counts.reduce((sum, tokens) => sum + tokens, 0) / SAMPLES
  const sampled = mean + (Math.max(...counts) - mean) / 2
  return Math.ceil((ESTIMATE_MARGIN * sampled * text.length) / SAMPLE)
}

/** Knuth's multiplicative hash: neighbouring numbers end up far apart. */
const SCATTER = 2_654_435_761
