import type { Call } from "./call.ts"
import { relativePath } from "./call.ts"
import type { Proposal, ReasonCode } from "./edit.ts"
import type { RuleContext } from "./rule.ts"
import { placeholder } from "./texts.ts"
import { isRecord } from "./is-record.ts"

/** Strings of an input that are shorter stay: paths, commands, flags. */
const LONG_STRING = 200

export interface ShortInputOptions {
  readonly call: Call
  readonly context: RuleContext
  readonly why: string
  readonly reason: ReasonCode
}

/** Replaces the long strings of a call's input; keys and shape stay as the tool expects them. */
export function shortInput({ call, context, why, reason }: ShortInputOptions): readonly Proposal[] {
  const { message, part } = call
  if (!context.isWhole(message, part, "input") || !mayChangeInput(call, context)) return []
  // A key that a journal could not bring back.
  if (Object.hasOwn(part.input, "__proto__")) return []
  const what = (text: string): string =>
    `${files(text, context.directory)}${text.split("\n").length} lines`
  let shortened = false
  const input = mapLongStrings(part.input, (text) => {
    shortened = true
    return placeholder({ what: what(text), why, handle: context.handle(part, "input") })
  })
  if (!shortened) return []
  return [
    {
      target: { message: message.id, part: part.id, field: "input" },
      replacement: { kind: "input", input },
      reason,
    },
  ]
}

/**
 * A call that belongs to signed reasoning may change only when its tool loop is over; the
 * reasoning then goes with it.
 */
export const mayChangeInput = ({ message, index }: Call, { loopStart }: RuleContext): boolean =>
  index < loopStart || !message.signed

const mapLongStrings = (
  input: Readonly<Record<string, unknown>>,
  replace: (text: string) => string,
): Record<string, unknown> =>
  Object.fromEntries(Object.entries(input).map(([key, value]) => [key, mapValue(value, replace)]))

function mapValue(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === "string") return value.length > LONG_STRING ? replace(value) : value
  if (Array.isArray(value)) return value.map((item) => mapValue(item, replace))
  return isRecord(value) ? mapLongStrings(value, replace) : value
}

/** A patch names its files inside its text, and they must not go with it. */
const files = (text: string, directory: string): string =>
  [...text.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.+)$/gm)]
    .slice(0, 6)
    .map(([, path]) => `${relativePath((path ?? "").trim(), directory)} `)
    .join("")
