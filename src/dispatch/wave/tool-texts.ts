import { breakTags, quote } from "../../session/quote.ts"
import { clip } from "../../session/texts.ts"

/** Every text of the tool `dispatch` that a model reads. */

export const DISPATCH_TOOL = "dispatch"

export const DISPATCH_DESCRIPTION =
  "Plans many sub-agents so that their results fit your context window. " +
  "plan: before you call task for five or more sub-agents of one job; tells how many to start at once and what to ask for. " +
  "synthesis: keeps what a wave of them found. status: dispatched tasks and what comes next for each. " +
  "Name the task of each prompt in a line `Task ID: …`, the same for the implementer and the reviewer of a task."

export const DISPATCH_ARGUMENTS = {
  action: "What to do",
  count: "plan: number of sub-agents",
  tasks: "plan: ids of all tasks of the job, where they have any",
  text: "synthesis: what was found, short",
} as const

export const countMissing =
  "plan needs `count`, the number of sub-agents from 1 on, or `tasks`. Nothing was planned."
export const textMissing = "synthesis needs `text`, what the wave found. Nothing was recorded."
export const noWave =
  "No planned wave is under way, so nothing was recorded. Plan one first, with `count`."

export const synthesisTooLong = (size: {
  readonly tokens: number
  readonly most: number
}): string =>
  `The synthesis has ${size.tokens} tokens, at most ${size.most} are kept. Nothing was recorded: shorten it.`

export const synthesisAnswer = (wave: {
  readonly collected: number
  readonly total: number
}): string =>
  `Recorded. Collected ${wave.collected}/${wave.total}.${wave.collected < wave.total ? " The next wave can be dispatched." : ""}`

export const NO_RUN = "No sub-agent of a role was dispatched in this session."

export const invalidDispatchCall = (problem: string): string =>
  `The call was not understood: ${clip(problem, 300)}`

/** What sub-agents found so far, for whoever has forgotten it. */
export const synthesesText = (texts: readonly string[]): string =>
  [
    "Recorded of the waves so far:",
    ...texts.map((text) => `- ${quote(text, { characters: 8_000, keepsSpace: true })}`),
  ].join("\n")

/** Stands in requests whose results do not say by themselves where the run stands. */
export const runBlockText = (run: string): string =>
  `<dispatches>\nRecorded by the host; not a message of the user.\n${breakTags(run, ["dispatches"])}\n</dispatches>`
