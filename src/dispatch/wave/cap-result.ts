import { quote } from "../../session/quote.ts"
import { excerpt } from "./excerpt.ts"
import type { ResultCap } from "./result-cap.ts"
import { threeLines } from "./three-lines.ts"

/** Where the whole of a result is, and how large it is. */
export interface ResultPointer {
  readonly handle: string
  readonly path: string
  readonly tokens: number
}

export interface CapResultInput {
  readonly text: string
  readonly cap: ResultCap
  readonly count: (text: string) => number
  readonly pointer: ResultPointer
}

/** What a parent gets of a sub-agent's result: all of it where it fits, else its most telling lines. */
export const capResult = (input: CapResultInput): string =>
  fitsCap(input) ? input.text : cutResult(input)

/** Its most telling lines, whether it fits or not, and where the whole is. */
export function cutResult(given: CapResultInput): string {
  // The cap bounds it; a note of ours stands among its lines.
  const text = quote(given.text, { characters: Infinity, keepsSpace: true })
  const input = { ...given, text }
  return input.cap.form === "file" ? threeLines(input) : excerpt(input)
}

/** Whether a result goes to its parent as it is. */
export function fitsCap({
  text,
  cap,
  count,
}: Pick<CapResultInput, "text" | "cap" | "count">): boolean {
  if (cap.offload && text.length > cap.offload.chars) return false
  return count(text) <= cap.tokens && text.trimEnd().split("\n").length <= (cap.lines ?? Infinity)
}
