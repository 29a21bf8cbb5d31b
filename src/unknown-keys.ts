import { isRecord } from "./session/is-record.ts"
import { quote } from "./session/quote.ts"

/** One sentence per key that is no option, and per group that is no object. */
export function unknownKeys(given: Record<string, unknown>, known: readonly string[]): string[] {
  const groups = new Set(known.flatMap(groupsOf))
  const visit = (values: Record<string, unknown>, prefix: string): string[] =>
    Object.entries(values).flatMap(([key, value]) => {
      const path = `${prefix}${key}`
      // On paper a dot stands for nesting; in a key it is a slip that would go unnoticed.
      if (key.includes("."))
        return [
          `Expected ${prefix === "" ? "the options" : `option ${named(prefix.slice(0, -1))}`} to have names without dots, got "${named(key)}".`,
        ]
      if (known.includes(path)) return []
      if (!groups.has(path))
        return [
          `Unknown option ${named(path)}; the nearest known one is ${nearest(path, [...known, ...groups])}.`,
        ]
      return isRecord(value)
        ? visit(value, `${path}.`)
        : [`Expected option ${named(path)} to be an object, got ${showValue(value)}.`]
    })
  return visit(given, "")
}

/** `a.b.c` stands in the groups `a` and `a.b`. */
const groupsOf = (path: string): readonly string[] => {
  const keys = path.split(".")
  return keys.slice(1).map((_, index) => keys.slice(0, index + 1).join("."))
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

/** Characters of a key, and of a value. */
const LONGEST_KEY = 120
const LONGEST_VALUE = 200

const named = (key: string): string => quote(key, { characters: LONGEST_KEY })

/** A value as a message shows it, with its type. */
export const showValue = (value: unknown): string =>
  `${quote(JSON.stringify(value) ?? "nothing", { characters: LONGEST_VALUE, keepsSpace: true })} (${Array.isArray(value) ? "array" : typeof value})`
