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
  /** Of the processor, milliseconds. */
  readonly ordinary: number
  readonly worst: number
  readonly ratio: number
}

/** Characters of each text. */
export const SHAPE_SIZE = 50_000
/** What takes less can hardly be told from nothing, milliseconds: five times as much holds up nobody. */
const LEAST = 5
/** A shape that seems to take longer than this multiple is measured so often; the least counts. */
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
  const readers = { ...textReaders, "count of tokens": counted }
  const shapes = textShapes(SHAPE_SIZE)
  const ordinaryTexts = ordinary(files, ORDINARY_TRIES)
  return Object.entries(readers).map(([reader, read]) => {
    // The first is read while the machine still learns how.
    const usual = ordinaryTexts.map((text) => spent(read, text)).slice(1)
    const base = Math.max(LEAST, middle(usual))
    const results = shapes.map(([shape, text]) => {
      let worst = spent(read, text)
      for (let tries = 1; tries < TRIES && worst > SUSPECT * base; tries++)
        worst = Math.min(worst, spent(read, text))
      return { reader, shape, ordinary: base, worst, ratio: worst / base }
    })
    return results.reduce((most, one) => (one.ratio > most.ratio ? one : most))
  })
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
