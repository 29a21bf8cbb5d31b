import type { Measures } from "./comparison.ts"
import { counted, thousands } from "./text.ts"

const troubles = ({ refused, overLimit, errors }: Measures): string =>
  [
    refused > 0 ? `${counted(refused, "request")} refused` : "",
    overLimit > 0 ? `${thousands(overLimit)} sent over the limit` : "",
    errors > 0 ? `${counted(errors, "run")} with an error` : "",
  ]
    .filter((text) => text !== "")
    .join(", ")

const arrow = (left: number, right: number): string => `${thousands(left)}→${thousands(right)}`

const percent = (left: number, right: number): string => {
  const change = Math.round((right / left - 1) * 100)
  return `${change < 0 ? "−" : "+"}${Math.abs(change)} %`
}

interface Change {
  readonly name: string
  readonly key: keyof Measures
  readonly show: (left: number, right: number) => string
}

/** Less is better of each. */
const compared: readonly Change[] = [
  { name: "summaries", key: "summaries", show: arrow },
  { name: "prefix breaks", key: "prefixBreaks", show: arrow },
  { name: "tokens sent", key: "sentTokens", show: percent },
  { name: "cost", key: "cost", show: percent },
]

/** One of the two sessions: without the plugin, and with it. */
export interface Half {
  readonly measures: Measures
  /** Requests about which the plugin's journal says something. */
  readonly journaled: number
  /** Why the session was broken off; undefined for one whose figures count. */
  readonly aborted: string | undefined
}

export interface Halves {
  readonly without: Half
  readonly withPlugin: Half
}

/** Whether the two can be compared: a session that was broken off did less, and so looks cheap. */
export const isComparable = ({ without, withPlugin }: Halves): boolean =>
  without.aborted === undefined && withPlugin.aborted === undefined

const abortion = (name: string, { aborted }: Half): string =>
  aborted === undefined
    ? ""
    : `The session ${name} was broken off, its figures do not count: ${aborted}`

/** Why the demo has failed; nothing for one that shows what it is to show. */
export const problems = ({ without, withPlugin }: Halves): string[] => {
  const { refused } = withPlugin.measures
  return [
    abortion("without the plugin", without),
    abortion("with the plugin", withPlugin),
    withPlugin.journaled === 0
      ? "The plugin wrote no journal: it was not loaded, or could not start."
      : "",
    refused > 0 ? `With the plugin ${refused} requests were too large for the model.` : "",
  ].filter((text) => text !== "")
}

/** What the figures of two halves that can be compared say, also against the plugin. */
export const verdict = (without: Measures, withPlugin: Measures): string => {
  const list = (isListed: (change: number) => boolean): string =>
    compared
      .filter(({ key }) => isListed(withPlugin[key] - without[key]))
      .map(({ name, key, show }) => `${name} ${show(without[key], withPlugin[key])}`)
      .join(", ")
  const better = list((change) => change < 0)
  const worse = list((change) => change > 0)
  return [
    `Without the plugin: ${troubles(without) || "no trouble"}; with it: ${troubles(withPlugin) || "none"}.`,
    better === "" ? "" : `Better: ${better}.`,
    worse === "" ? "" : `Worse: ${worse}.`,
    withPlugin.summaries > 0
      ? "Pruning alone did not make room enough: doing with fewer summaries is the work of the next stages."
      : "",
  ]
    .filter((text) => text !== "")
    .join(" ")
}
