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

/** More files and commands than these would say less. */
const MOST_READ = 30
const MOST_COMMANDS = 12
const FIRST_COMMANDS = 4
/** Characters. */
const LONGEST_COMMAND = 160

/** What the work depends on: whatever summarizes the session, this is to be found behind it. */
export const neededSections = (facts: Facts): readonly FactSection[] =>
  written([
    [FACT_TITLES.binding, facts.binding],
    [FACT_TITLES.todos, facts.todos],
    [FACT_TITLES.changed, facts.files.changed],
    [FACT_TITLES.deleted, facts.files.deleted],
    [FACT_TITLES.unfinished, facts.files.unfinished],
    [
      FACT_TITLES.failing,
      failing(facts).flatMap(({ command, errors }) => [clip(command, LONGEST_COMMAND), ...errors]),
    ],
    [FACT_TITLES.lastError, facts.lastError === undefined ? [] : [facts.lastError]],
  ])

/** All that is known, for whoever writes a summary. */
export const allSections = (facts: Facts): readonly FactSection[] => [
  ...neededSections(facts),
  ...written([
    [FACT_TITLES.read, facts.files.read.slice(-MOST_READ)],
    [
      FACT_TITLES.succeeded,
      facts.commands
        .filter(({ errors }) => errors.length === 0)
        .slice(-MOST_COMMANDS)
        .map(({ command }) => clip(command, LONGEST_COMMAND)),
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

const written = (
  sections: readonly (readonly [title: string, lines: readonly string[]])[],
): readonly FactSection[] =>
  sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => ({
      title,
      lines: lines.map((line) => {
        const needle = line.trim()
        return { text: onOneLine(needle), needle }
      }),
    }))

/** Its lines without the space around them, and without empty ones. */
const onOneLine = (text: string): string =>
  text
    .split("\n")
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
