import type { Share } from "../replay/figures.ts"
import { shown } from "../replay/report-text.ts"
import type { LiveReport } from "./measure-live.ts"

/** The live figures as a person reads them. */
export function liveText(report: LiveReport): string {
  const { model, repeats, candidates, asked, agreement, answers, problems, stopped } = report
  return [
    `Live: ${model}, ${asked.length} of ${candidates} requests with a changed prompt, ${repeats} times each way; ${answers} usable answers.`,
    `  same action, full and full:      ${percent(agreement.repeat)}`,
    `  same action, full and compacted: ${percent(agreement.compacted)}`,
    ...problems.map(({ problem, times }) => `  ${times} × ${problem}`),
    ...(stopped === undefined ? [] : [`  Given up: ${stopped}`]),
  ].join("\n")
}

const percent = ({ kept, of }: Share): string =>
  `${shown(of === 0 ? undefined : (100 * kept) / of)} % of ${of} pairs`
