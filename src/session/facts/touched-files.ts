import { absolutePath, relativePath } from "../call.ts"
import type { Call } from "../call.ts"
import { fileContents, namedFiles } from "../file-content.ts"

/** Paths from the working directory, each in one list only, the last touched last. */
export interface TouchedFiles {
  readonly read: readonly string[]
  readonly changed: readonly string[]
  readonly deleted: readonly string[]
  /** Their newest edit failed. */
  readonly unfinished: readonly string[]
}

type Fate = keyof TouchedFiles

/** What last became of the files that calls name. */
export function touchedFiles(calls: readonly Call[], directory: string): TouchedFiles {
  const fates = new Map<string, Fate>()
  const settle = (path: string, fate: Fate): void => {
    const before = fates.get(path)
    fates.delete(path)
    // A look at a file does not undo what was done to it.
    fates.set(path, fate === "read" && before !== undefined && before !== "deleted" ? before : fate)
  }
  for (const { part } of calls) {
    if (part.status === "failed") {
      if (part.tool !== "read")
        for (const path of namedFiles(part, directory)) settle(path, "unfinished")
      continue
    }
    const removed = new Set(removedFiles(part.input, directory))
    for (const path of removed) settle(path, "deleted")
    for (const { path, kind, movedFrom } of fileContents(part, directory)) {
      if (movedFrom !== undefined) settle(movedFrom, "deleted")
      // A patch tells of what it deletes as of what it edits.
      if (!removed.has(path) || kind !== "edit") settle(path, kind === "read" ? "read" : "changed")
    }
  }
  const withFate = (wanted: Fate): string[] =>
    [...fates].flatMap(([path, fate]) => (fate === wanted ? [relativePath(path, directory)] : []))
  return {
    read: withFate("read"),
    changed: withFate("changed"),
    deleted: withFate("deleted"),
    unfinished: withFate("unfinished"),
  }
}

const DELETED_IN_PATCH = /^\*\*\* Delete File: (.+)$/gm
const REMOVING_COMMAND = /(?:^|[;&|\n][^\S\n]*)(?:git\s+)?rm\s+([^;&|\n]+)/g
/** Where a double quote is never closed, no later one is: this one reaches to the end. */
const QUOTED = /"(?:[^"\\]|\\[^])*("?)|'[^']*'/g
const SINGLE_QUOTED = /'[^']*'/g
/** Where the output goes. */
const REDIRECTION = /\s\d*[<>][^]*$/

/** Longer ones carry data, and take more stack than there is; in a piece of one, quotes mean nothing. */
const LONGEST_COMMAND = 4_000_000

/** A command with nothing between its quotes. */
const withoutQuoted = (command: string): string =>
  command.replace(QUOTED, (quoted: string, end: string | undefined) =>
    end === "" ? quoted.replace(SINGLE_QUOTED, '""') : '""',
  )

/** Files that a patch deletes, or a plain `rm`. */
function removedFiles(input: Readonly<Record<string, unknown>>, directory: string): string[] {
  const { patchText, command } = input
  const patched =
    typeof patchText === "string"
      ? [...patchText.matchAll(DELETED_IN_PATCH)].map(([, path]) => path)
      : []
  const removed =
    typeof command === "string" && command.length <= LONGEST_COMMAND
      ? [...withoutQuoted(command).matchAll(REMOVING_COMMAND)].flatMap(([, names = ""]) =>
          names.replace(REDIRECTION, "").trim().split(/\s+/),
        )
      : []
  return [...patched, ...removed].flatMap((path) =>
    path === undefined || /^-|["'$*?(]/.test(path) ? [] : [absolutePath(path.trim(), directory)],
  )
}
