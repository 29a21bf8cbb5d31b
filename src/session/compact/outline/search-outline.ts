import { RANK } from "./entry.ts"
import type { Entry } from "./entry.ts"

/** Of each file with matches its path and the numbers of the lines. */
export function searchOutline(lines: readonly string[]): readonly Entry[] {
  const files = new Map<string, { index: number; numbers: string[] }>()
  let current: string | undefined
  for (const [index, line] of lines.entries()) {
    const match = /^([^\s:][^:]{0,300}):(\d{1,7})[:-]/.exec(line)
    const path = match?.[1] ?? /^(\S[^\n]{0,400}):$/.exec(line)?.[1]
    if (path !== undefined) current = path
    const number = match?.[2] ?? /^\s*(?:Line )?(\d{1,7})[:-]/.exec(line)?.[1]
    if (current === undefined) continue
    const file = files.get(current) ?? { index, numbers: [] }
    if (number !== undefined) file.numbers.push(number)
    files.set(current, file)
  }
  return [...files].map(([path, { index, numbers }]): Entry => {
    const shown = numbers.slice(0, SHOWN_NUMBERS).join(",")
    const more = numbers.length > SHOWN_NUMBERS ? ",…" : ""
    return { line: `${path}:${shown}${more}`, index, rank: RANK.main }
  })
}

const SHOWN_NUMBERS = 8
