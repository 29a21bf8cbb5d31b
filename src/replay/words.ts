import { withoutHereDocuments } from "./here-documents.ts"

export interface Words {
  readonly paths: readonly string[]
  readonly identifiers: readonly string[]
}

/** Shorter words are known by heart, or stand everywhere. */
const MIN_IDENTIFIER = 6
/** What is longer is data. */
const LONGEST_WORD = 400
/** Words of shells and usual tools: no transcript has to hold them. */
const VOCABULARY = new Set(
  [
    "alias branch checkout commit config container continue create declare default delete describe",
    "develop docker export filter format function global import install interface kubectl master",
    "merge mkdir number object origin package printenv printf private process public python python3",
    "rebase release remote remove require reset restart restore return revert search server source",
    "stable status string switch system target typecheck unless unlink update upgrade verbose version",
  ].flatMap((line) => line.split(" ")),
)

/** Words of a command line or a search pattern. */
export function commandWords(text: string): Words {
  const words = ownWordsOut(text)
    .replace(/\\[bBdDsSwWnrt]/g, " ")
    .replace(/\\(.)/g, "$1")
    .match(WORD)
  return sort(words ?? [], (word) => !VOCABULARY.has(word))
}

/** Of prose only what looks like code: anybody can write the rest without having read it. */
export function proseWords(text: string): Words {
  const { paths, identifiers } = sort(text.match(WORD) ?? [], isCode)
  // "and/or" is no path.
  return { paths: paths.filter((path) => /\.|\/.*\//.test(path)), identifiers }
}

const WORD = /[\w$@~.-][\w$@~./-]*|\/[\w$@~./-]+/g

/** Messages and here-documents are written, not copied. */
const ownWordsOut = (command: string): string =>
  withoutHereDocuments(command).replace(
    /(?:^|\s)(?:-m|--message|--title|--body)[\s=]+(?:"(?:[^"\\]|\\.)*"|'[^']*')/g,
    " ",
  )

const isPath = (word: string): boolean =>
  /[\w@~]\/\w|^\/\w/.test(word) || /^[\w@-][\w@.-]*\.[a-z][a-z0-9]{0,4}$/.test(word)

/** Mixed case, underscores, or digits among letters. */
const isCode = (word: string): boolean =>
  /[a-z][A-Z]|[A-Za-z0-9]_|_[A-Za-z0-9]|\d[A-Za-z]|[A-Za-z]\d/.test(word)

function sort(words: readonly string[], isEvidence: (word: string) => boolean): Words {
  const paths: string[] = []
  const identifiers: string[] = []
  for (const raw of words) {
    // Flags belong to the command, not to the project.
    if (raw.startsWith("-") || raw.length > LONGEST_WORD) continue
    const word = raw.replace(/(?<![./-])[./-]+$/, "")
    if (isPath(word)) {
      paths.push(word)
      continue
    }
    for (const piece of word.split(/[./~@]+/))
      if (piece.length >= MIN_IDENTIFIER && /^[A-Za-z_$]/.test(piece) && isEvidence(piece))
        identifiers.push(piece)
  }
  return { paths, identifiers }
}
