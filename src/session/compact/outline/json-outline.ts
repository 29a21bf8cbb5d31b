import { headOf } from "../../cut-text.ts"
import { isRecord } from "../../is-record.ts"
import { isErrorLine } from "../telling-lines.ts"
import { RANK } from "./entry.ts"
import type { Entry } from "./entry.ts"

/** The structure of a JSON text, and what in it failed. */
export function jsonOutline(lines: readonly string[]): readonly Entry[] {
  const value: unknown = JSON.parse(lines.join("\n"))
  return [
    ...shapeLines(value).map((line, index): Entry => ({ line, index, rank: RANK.main })),
    ...failures(value, 0).map((line, index): Entry => {
      return { line, index: LARGEST_SHAPE + index, rank: RANK.failure }
    }),
  ]
}

const LARGEST_SHAPE = 1_000
const SHOWN_KEYS = 12
/** An object of more keys than that is a table, whose rows are alike. */
const SHOWN_OF_MANY = 2
const SHOWN_SCALAR = 24
const DEEPEST_SHAPE = 2

/** One line a key where the value is an object. */
const shapeLines = (value: unknown): readonly string[] =>
  isRecord(value)
    ? Object.entries(value)
        .slice(0, SHOWN_KEYS)
        .map(([key, inner]) => `${shownKey(key)}: ${shape(inner, 1)}`)
    : [shape(value, 0)]

function shape(value: unknown, depth: number): string {
  if (Array.isArray(value) && depth >= DEEPEST_SHAPE) return `[${value.length}]`
  if (Array.isArray(value))
    return value.length === 0 ? "[]" : `[${value.length} × ${shape(value[0], depth + 1)}]`
  if (!isRecord(value)) return scalar(value)
  const pairs = Object.entries(value)
  if (depth >= DEEPEST_SHAPE) return `{${pairs.length} keys}`
  const shown = pairs
    .slice(0, pairs.length > SHOWN_KEYS ? SHOWN_OF_MANY : SHOWN_KEYS)
    .map(([key, inner]) =>
      typeof inner === "object" && inner !== null
        ? `${shownKey(key)}: ${shape(inner, depth + 1)}`
        : shownKey(key),
    )
  const left = pairs.length - shown.length
  return `{${shown.join(", ")}${left > 0 ? `, … ${left} more` : ""}}`
}

const shownKey = (key: string): string =>
  /^[\w$./@-]{1,80}$/.test(key) ? key : JSON.stringify(key)

function scalar(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > SHOWN_SCALAR ? typeof value : text
}

/** Deeper values are not looked at: hostile nesting would exhaust the stack. */
const DEEPEST = 24
const FAILURE_KEY = /error|fail|exception|status|message|reason|stderr|level|severity/i
const LONGEST_PAIR = 120

/** The objects and texts that say that something failed, each as a line. */
function failures(value: unknown, depth: number): readonly string[] {
  if (depth > DEEPEST) return []
  if (Array.isArray(value)) return value.flatMap((item) => failures(item, depth + 1))
  if (!isRecord(value)) return []
  const pairs = Object.entries(value).filter(([, inner]) => typeof inner === "string")
  const failed = Object.entries(value).some(
    ([key, inner]) =>
      FAILURE_KEY.test(key) &&
      (typeof inner === "string" || typeof inner === "number") &&
      isErrorLine(`${key}: ${firstLine(inner)}`),
  )
  const own = pairs.map(([key, inner]) => `${key}: ${firstLine(inner)}`).join(", ")
  const texts = Object.entries(value).flatMap(([key, inner]) =>
    FAILURE_KEY.test(key) && Array.isArray(inner)
      ? inner.filter((item) => typeof item === "string").map(firstLine)
      : [],
  )
  const inside = Object.values(value).flatMap((inner) => failures(inner, depth + 1))
  return [...(failed ? [own] : []), ...texts.filter(isErrorLine), ...inside]
}

const firstLine = (value: unknown): string =>
  headOf(String(value), LONGEST_PAIR).split("\n")[0] ?? ""
