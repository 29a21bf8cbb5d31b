import { isRecord } from "./session/is-record.ts"

/** One sentence per key that is no option, and per group that is no object. */
export function unknownKeys(given: Record<string, unknown>, known: readonly string[]): string[] {
  const groups = new Set(
    known.filter((path) => path.includes(".")).map((path) => path.split(".")[0]),
  )
  const paths = Object.entries(given).flatMap(([key, value]) =>
    groups.has(key) && isRecord(value)
      ? Object.keys(value).map((child) => `${key}.${child}`)
      : [key],
  )
  return paths
    .filter((path) => !known.includes(path) && !groups.has(path))
    .map(
      (path) =>
        `Unknown option ${path}; the nearest known one is ${nearest(
          path,
          [...known, ...groups].filter((name) => name !== undefined),
        )}.`,
    )
    .concat(
      [...groups]
        .filter(
          (group): group is string =>
            group !== undefined && given[group] !== undefined && !isRecord(given[group]),
        )
        .map(
          (group) => `Expected option ${group} to be an object, got ${showValue(given[group])}.`,
        ),
    )
}

const nearest = (path: string, names: readonly string[]): string =>
  names.reduce((best, name) => (misspelt(path, name) < misspelt(path, best) ? name : best))

/** How far a name is from a known one, which may also be named without its group. */
const misspelt = (path: string, name: string): number =>
  Math.min(distance(path, name), distance(path, name.slice(name.lastIndexOf(".") + 1)))

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, letter] of a.split("").entries()) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++)
      next.push(
        Math.min(
          (next[j] ?? 0) + 1,
          (row[j + 1] ?? 0) + 1,
          (row[j] ?? 0) + (b[j] === letter ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] ?? 0
}

/** A value as a message shows it, with its type. */
export const showValue = (value: unknown): string =>
  `${JSON.stringify(value)} (${Array.isArray(value) ? "array" : typeof value})`
