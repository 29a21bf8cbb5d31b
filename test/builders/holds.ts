import * as fc from "fast-check"

const { FUZZ_SEED, FUZZ_FACTOR = "1" } = process.env

/** Whether this is a run of `npm run fuzz`: other cases each time, and more of them. */
export const isFuzzed = FUZZ_SEED !== undefined

/** In the suite the same cases each time, so that what it says depends on the code alone. */
export const SEED = Number(FUZZ_SEED ?? 1)

/** How many cases a check has that has so many in the suite. */
export const casesOf = (runs: number): number => Number(FUZZ_FACTOR) * runs

/** Fails where a property does not hold for one of so many generated cases. */
export const holds = <Values>(property: fc.IProperty<Values>, runs = 100): void =>
  fc.assert(property, { seed: SEED, numRuns: casesOf(runs) })
