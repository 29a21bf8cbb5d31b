import { isRecord } from "../session/is-record.ts"

/** Deeper than any input; what goes deeper is not looked at, as it would take more stack than there is. */
const DEEPEST = 200

/**
 * Whether two values are the same plain data, in which a key without a value is none. What is no
 * plain data, or nested without end, is the same only as itself: it is merely decoded anew. Each request compares a whole
 * session, so that this is written for speed.
 */
export function isSame(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true
  if (typeof a !== "object" || typeof b !== "object") return Object.is(a, b)
  if (depth > DEEPEST) return false
  if (Array.isArray(a)) return Array.isArray(b) && haveSameItems(a, b, depth + 1)
  return isPlain(a) && isPlain(b) && haveSameKeys(a, b, depth + 1)
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && Object.getPrototypeOf(value) === Object.prototype

function haveSameItems(a: readonly unknown[], b: readonly unknown[], depth: number): boolean {
  for (let at = 0; at < a.length; at++) if (!isSame(a[at], b[at], depth)) return false
  return a.length === b.length
}

function haveSameKeys(
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
  depth: number,
): boolean {
  let more = 0
  for (const key in b) if (b[key] !== undefined) more++
  for (const key in a) {
    if (!isSame(a[key], b[key], depth)) return false
    if (a[key] !== undefined) more--
  }
  return more === 0
}
