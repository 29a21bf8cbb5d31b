import { clearMergeCache } from "gpt-tokenizer/encoding/o200k_base"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { createRandom } from "./random.ts"
import type { SourceFile } from "./source-files.ts"
import { textReaders } from "./text-readers.ts"
import { textShapes } from "./text-shapes.ts"

/** How much longer a reader takes for the shape that is worst for it than for ordinary text. */
export interface ShapeResult {
  readonly reader: string
  readonly shape: string
  /** Of the processor, milliseconds, as measured. */
  readonly ordinary: number
  readonly worst: number
  /** Times ordinary text, or times what is least to compare with. */
  readonly ratio: number
}

/** Characters of each text. */
export const SHAPE_SIZE = 50_000
/**
 * The least to compare with, milliseconds. Ordinary text has 1,300 lines; one of line breaks alone has 50,000, and a reader that does
 * next to nothing with each line takes some milliseconds for them. Five times this holds up nobody.
 */
export const LEAST = 5
/**
 * A shape that seems to take longer than this multiple is measured so often; the least counts. Garbage of what ran before, and code that
 * is not compiled yet, only ever add time; work that grows too fast takes as long each time.
 */
const SUSPECT = 3
const TRIES = 5
const ORDINARY_TRIES = 9

/** Each reader on each shape, beside ordinary text of the same size, in one process. */
export async function measureShapes(files: readonly SourceFile[]): Promise<readonly ShapeResult[]> {
  const { ready, count } = createTokenCounter({})
  await ready()
  const counted = (text: string): number => {
    // What was counted a moment ago would cost nothing.
    clearMergeCache()
    return count(text)
  }
  const shapes = textShapes(SHAPE_SIZE)
  const ordinaryTexts = ordinary(files, ORDINARY_TRIES)
  return [
    ...Object.entries(textReaders).map(([reader, read]) =>
      worstOf({ reader, read, shapes, ordinaryTexts, sizeOf: () => 1 }),
    ),
    // A word that the vocabulary has is looked up, all else is merged from its bytes: five times the work for each byte of any
    // such text. So what is merged is compared with what is merged, and for each byte.
    worstOf({
      reader: "count of tokens",
      read: counted,
      shapes,
      ordinaryTexts: unknownTexts(ORDINARY_TRIES),
      sizeOf: (text) => Buffer.byteLength(text) / SHAPE_SIZE,
    }),
  ]
}

interface WorstInput {
  readonly reader: string
  readonly read: (text: string) => unknown
  readonly shapes: readonly (readonly [string, string])[]
  readonly ordinaryTexts: readonly string[]
  /** Times an ordinary text. */
  readonly sizeOf: (text: string) => number
}

function worstOf({ reader, read, shapes, ordinaryTexts, sizeOf }: WorstInput): ShapeResult {
  // The first is read while the machine still learns how.
  const usual = middle(ordinaryTexts.map((text) => spent(read, text)).slice(1))
  const results = shapes.map(([shape, text]) => {
    const base = Math.max(LEAST, usual) * sizeOf(text)
    let worst = spent(read, text)
    for (let tries = 1; tries < TRIES && worst > SUSPECT * base; tries++)
      worst = Math.min(worst, spent(read, text))
    return { reader, shape, ordinary: usual, worst, ratio: worst / base }
  })
  return results.reduce((most, one) => (one.ratio > most.ratio ? one : most))
}

function spent(read: (text: string) => unknown, text: string): number {
  const before = process.cpuUsage()
  read(text)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/** Stretches of real files, each another one. */
function ordinary(files: readonly SourceFile[], count: number): readonly string[] {
  const random = createRandom(5)
  const all = files.map(({ lines }) => lines.join("\n")).join("\n")
  return Array.from({ length: count }, () => {
    const start = Math.floor(random() * (all.length - SHAPE_SIZE))
    return all.slice(start, start + SHAPE_SIZE)
  })
}

/** Texts without a word that a vocabulary has. */
function unknownTexts(count: number): readonly string[] {
  const random = createRandom(7)
  return Array.from({ length: count }, () =>
    Buffer.from(
      Array.from({ length: (SHAPE_SIZE * 3) / 4 }, () => Math.floor(random() * 256)),
    ).toString("base64"),
  )
}
