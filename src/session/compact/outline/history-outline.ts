import { RANK } from "./entry.ts"
import type { Entry } from "./entry.ts"

const COMMIT = /^commit ([0-9a-f]{7})/

/** Of each commit its short hash and subject, newest first as the log has it. */
export function historyOutline(lines: readonly string[]): readonly Entry[] {
  if (!lines.some((line) => COMMIT.test(line)))
    return lines.flatMap((line, index): Entry[] =>
      line.trim() === "" ? [] : [{ line: line.trim(), index, rank: RANK.main }],
    )
  return lines.flatMap((line, index): Entry[] => {
    const hash = COMMIT.exec(line)?.[1]
    if (hash === undefined) return []
    const subject = lines.slice(index + 1, index + 12).find((below) => /^ {4}\S/.test(below)) ?? ""
    return [{ line: `${hash} ${subject.trim()}`, index, rank: RANK.main }]
  })
}
