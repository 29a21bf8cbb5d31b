import { quote } from "../quote.ts"
import { clip, FACT_TITLES } from "../texts.ts"
import type { Facts } from "./collect-facts.ts"
import type { CommandFact } from "./last-commands.ts"

/** Facts of one kind, as they are written. */
export interface FactSection {
  readonly title: string
  readonly lines: readonly FactLine[]
}

export interface FactLine {
  /** How the line is written. */
  readonly text: string
  /** What has to stand somewhere, so that the line is not needed. */
  readonly needle: string
}

/** Newest lines of a section. Each is looked for in all texts, and a command can delete 10,000 files. */
const MOST_LINES = 1_000
/** More files and commands than these would say less. */
const MOST_READ = 30
const MOST_COMMANDS = 12
const FIRST_COMMANDS = 4
/** Characters; paths are whole in all but name. */
const LONGEST_COMMAND = 160
const LONGEST_PATH = 1_000
const LONGEST_TODO = 1_000
const LONGEST_ERROR = 400

/** What the work depends on: whatever summarizes the session, this is to be found behind it. */
export const neededSections = (facts: Facts): readonly FactSection[] => [
  ...written([[FACT_TITLES.binding, facts.binding]]),
  ...repliesSection(facts),
  ...written([
    [FACT_TITLES.todos, facts.todos, LONGEST_TODO],
    [FACT_TITLES.changed, facts.files.changed, LONGEST_PATH],
    [FACT_TITLES.deleted, facts.files.deleted, LONGEST_PATH],
    [FACT_TITLES.unfinished, facts.files.unfinished, LONGEST_PATH],
    [
      FACT_TITLES.failing,
      failing(facts).flatMap(({ command, errors }) => [clip(command, LONGEST_COMMAND), ...errors]),
      LONGEST_ERROR,
    ],
    [
      FACT_TITLES.lastError,
      facts.lastError === undefined ? [] : [facts.lastError],
      LONGEST_ERROR + LONGEST_PATH,
    ],
  ]),
]

/** Each once, where it was said last; what stands among the lines that bind says no more here. */
function repliesSection({ replies, binding }: Facts): readonly FactSection[] {
  const lines = new Map(
    replies
      .filter(({ text }) => !binding.includes(text))
      .toReversed()
      .map(({ text, needle }) => [text, { text: onOneLine(text.trim()), needle: needle.trim() }]),
  )
  return lines.size > 0
    ? [{ title: FACT_TITLES.replies, lines: [...lines.values()].toReversed() }]
    : []
}

/** All that is known, for whoever writes a summary. */
export const allSections = (facts: Facts): readonly FactSection[] => [
  ...neededSections(facts),
  ...written([
    [FACT_TITLES.read, facts.files.read.slice(-MOST_READ), LONGEST_PATH],
    [
      FACT_TITLES.succeeded,
      facts.commands
        .filter(({ errors }) => errors.length === 0)
        .slice(-MOST_COMMANDS)
        .map(({ command }) => clip(command, LONGEST_COMMAND)),
      LONGEST_COMMAND,
    ],
  ]),
]

/** What failed first may be what all is about, what failed last is what it is about now. */
function failing({ commands }: Facts): readonly CommandFact[] {
  const failed = commands.filter(({ errors }) => errors.length > 0)
  return failed.length > MOST_COMMANDS
    ? [...failed.slice(0, FIRST_COMMANDS), ...failed.slice(FIRST_COMMANDS - MOST_COMMANDS)]
    : failed
}

/** Most characters of a line; what the user wrote has no such bound and stays as it is. */
type Written = readonly [title: string, lines: readonly string[], characters?: number]

const written = (sections: readonly Written[]): readonly FactSection[] =>
  sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines, characters]) => ({
      title,
      lines: lines.slice(-MOST_LINES).map((line) => {
        const needle = line.trim()
        const text = onOneLine(needle)
        return {
          text: characters === undefined ? text : quote(text, { characters, keepsSpace: true }),
          needle,
        }
      }),
    }))

const onOneLine = (text: string): string =>
  text
    .split(/[\n\v\f\r\u0085\u2028\u2029]/)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ⏎ ")

/** The sections without the lines that stand in one of the texts. */
export function withoutStanding(
  sections: readonly FactSection[],
  texts: readonly string[],
): readonly FactSection[] {
  const stands = ({ needle }: FactLine): boolean => texts.some((text) => text.includes(needle))
  return sections
    .map(({ title, lines }) => ({ title, lines: lines.filter((line) => !stands(line)) }))
    .filter(({ lines }) => lines.length > 0)
}

export const renderSections = (sections: readonly FactSection[]): string =>
  sections
    .flatMap(({ title, lines }) => [writtenTitle(title), ...lines.map(writtenLine)])
    .join("\n")

export const writtenTitle = (title: string): string => `${title}:`
export const writtenLine = ({ text }: FactLine): string => `- ${text}`
