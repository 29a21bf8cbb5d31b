import { quote } from "../../session/quote.ts"
import { plainTaskID } from "../run/plain-task-id.ts"
import { divideLine } from "./divide-line.ts"
import type { DispatchFrame, DispatchPrompt } from "./dispatch-prompt.ts"
import { isInvariantLine } from "./invariant-lines.ts"
import { originalDelta } from "./delta-units.ts"
import { RANK, reservedLine } from "./prompt-unit.ts"
import type { PromptSection, PromptUnit, Rank } from "./prompt-unit.ts"
import {
  deltaLine,
  guideTitle,
  outputLine,
  roleLine,
  SECTION_NAMES,
  TASK_TITLE,
  taskIDLine,
} from "./prompt-texts.ts"

/** Of a role's name, characters. */
const LONGEST_ROLE = 80

/** What is the same in every prompt of a role, so that providers can cache it. */
export const stablePrefix = (frame: DispatchFrame | undefined): string =>
  frame === undefined
    ? ""
    : [
        roleLine(quote(frame.role, { characters: LONGEST_ROLE })),
        ...(frame.contract === "" ? [] : [frame.contract]),
      ].join("\n")

/** The whole prompt with this JSON as its delta context. */
export function promptText(
  { frame, task }: DispatchPrompt,
  delta = frame && originalDelta(frame.delta),
): string {
  if (frame === undefined) return task
  return `${stablePrefix(frame)}\n\n${[
    ...identityLines(frame),
    ...(delta === undefined ? [] : [deltaLine(delta)]),
    ...guideLines(frame),
    TASK_TITLE,
    task,
  ].join("\n")}`
}

/** The part of a prompt that changes from task to task. */
export const dynamicTail = (text: string, stable: string): string =>
  stable === "" ? text : text.slice(stable.length + 2)

const identityLines = (frame: DispatchFrame): readonly string[] => [
  taskIDLine(plainTaskID(frame.taskID)),
  outputLine(frame.maxOutputTokens),
]

const guideLines = ({ guide }: DispatchFrame): readonly string[] =>
  guide.mode === "none" || guide.text.trim() === "" ? [] : [guideTitle(guide), guide.text]

/** Stable prefix, task id and size of the answer, with a banner between where there is one. */
export const identityUnits = (
  frame: DispatchFrame | undefined,
  banner = "",
): readonly PromptUnit[] => [
  ...(frame === undefined ? [] : [reservedLine(stablePrefix(frame), "\n\n")]),
  ...(banner === "" ? [] : [reservedLine(banner)]),
  ...(frame === undefined ? [] : identityLines(frame).map((line) => reservedLine(line))),
]

/** The guide; with `isBinding`, its lines that bind cannot go. */
export const guideUnits = (
  frame: DispatchFrame,
  { piece, isBinding }: { readonly piece: number; readonly isBinding: boolean },
): readonly PromptUnit[] => {
  const bindingRank = isBinding ? RANK.reserved : RANK.objective
  const rankOf = (line: string): Rank => {
    if (frame.guide.mode === "compact") return bindingRank
    return isInvariantLine(line) ? bindingRank : RANK.guide
  }
  return titled(guideLines(frame), { section: { name: SECTION_NAMES.guide }, piece, rankOf })
}

interface TitledOptions {
  readonly section: PromptSection
  readonly piece: number
  readonly rankOf: (line: string) => Rank
}

function titled(
  [title, ...texts]: readonly string[],
  { section, piece, rankOf }: TitledOptions,
): readonly PromptUnit[] {
  if (title === undefined) return []
  const lines = texts.flatMap((text) => text.split("\n")).filter((line) => line.trim() !== "")
  return [
    reservedLine(title),
    ...lines.flatMap((line): readonly PromptUnit[] => {
      const rank = rankOf(line)
      const isWhole = rank === RANK.reserved || line.length <= 2 * piece
      const pieces = isWhole ? [line] : divideLine(line, piece)
      return pieces.map((text, index) => ({
        text,
        glue: index === pieces.length - 1 ? "\n" : "",
        rank,
        section,
      }))
    }),
  ]
}
