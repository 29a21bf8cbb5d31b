import type { Call } from "../call.ts"
import { fileContents } from "../file-content.ts"
import type { RuleContext } from "../rule.ts"

/**
 * How likely an old result is needed again, from recorded sessions, a file read being 1: file
 * contents and search hits far more often than command or web output.
 */
const RESULT_PRIOR: Readonly<Record<string, number>> = {
  read: 1,
  recall: 1,
  glob: 0.8,
  list: 0.8,
  ls: 0.8,
  grep: 0.7,
  bash: 0.25,
  webfetch: 0.35,
  websearch: 0.35,
  codesearch: 0.35,
}
const OTHER_PRIOR = 0.15
/** What a call put into a file is content that later edits build on. */
const WRITTEN_PRIOR = 0.5
/** What was edited or read again since is needed less: the newer call holds it. */
const HELD_BY_NEWER = 0.6
/** Messages after which need has halved. */
const HALF_LIFE = 50

export const freshness = (age: number): number => 0.5 ** (age / HALF_LIFE)

/** Past use predicts nothing: age, tool, and whether a newer call holds the same do. */
export function retention({
  calls,
  directory,
  messages,
}: RuleContext): (call: Call, field: "input" | "output") => number {
  const lastEdit = new Map<string, number>()
  const lastRead = new Map<string, number>()
  for (const { part, index } of calls)
    for (const { path, kind } of fileContents(part, directory))
      (kind === "read" ? lastRead : lastEdit).set(path, index)
  return ({ part, index }, field) => {
    const path = fileContents(part, directory)[0]?.path
    const isNewer = (last: ReadonlyMap<string, number>): boolean =>
      path !== undefined && (last.get(path) ?? -1) > index
    const prior =
      field === "input" && path !== undefined
        ? WRITTEN_PRIOR
        : (RESULT_PRIOR[part.tool] ?? OTHER_PRIOR)
    return (
      prior *
      (isNewer(lastEdit) ? HELD_BY_NEWER : 1) *
      (isNewer(lastRead) ? HELD_BY_NEWER : 1) *
      freshness(messages.length - index)
    )
  }
}
