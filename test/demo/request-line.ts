import { styleText } from "node:util"
import type { RecordedRequest } from "../host/reply.ts"
import type { JournalEdit, JournalStep } from "./journal-steps.ts"

type Style = Parameters<typeof styleText>[0]

const isColourful = process.stdout.isTTY && process.env.NO_COLOR === undefined

/** Text with a style where the terminal shows styles. */
export const styled = (style: Style, text: string): string =>
  isColourful ? styleText(style, text) : text

export const thousands = (value: number): string => value.toLocaleString("en-US")

const countBy = (edits: readonly JournalEdit[], key: (edit: JournalEdit) => string): string => {
  const counts = new Map<string, number>()
  for (const edit of edits) counts.set(key(edit), (counts.get(key(edit)) ?? 0) + 1)
  return [...counts].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)).join(", ")
}

const stageText = (stage: string, edits: readonly JournalEdit[]): string => {
  const saved = edits.reduce((sum, edit) => sum + (edit.before ?? 0) - (edit.after ?? 0), 0)
  return `${stage} −${thousands(saved)} (${countBy(edits, (edit) => edit.reason ?? "edit")})`
}

const stagesText = (step: JournalStep | undefined): string => {
  const edits = step?.edits ?? []
  const stages = [...new Set(edits.map((edit) => edit.stage))]
  return stages
    .map((stage) =>
      stageText(
        stage,
        edits.filter((edit) => edit.stage === stage),
      ),
    )
    .join("; ")
}

const columns = [4, 10, 10, 9] as const

const row = (cells: readonly string[], note: string): string =>
  `${columns.map((width, index) => (cells[index] ?? "").padStart(width)).join("")}   ${note}`

export const requestHeading = (): string =>
  styled("bold", row(["#", "forecast", "reported", "limit"], "what happened"))

interface RequestLineOptions {
  readonly number: number
  readonly request: RecordedRequest
  readonly step: JournalStep | undefined
  readonly limit: number
}

/** One line about one request, as the demo prints it. */
export const requestLine = ({ number, request, step, limit }: RequestLineOptions): string => {
  const cells = [
    String(number),
    step ? thousands(step.forecast) : "–",
    request.refused ? "refused" : thousands(request.tokens),
    thousands(step?.limit ?? limit),
  ]
  if (request.refused)
    return styled(
      "red",
      row(cells, `${thousands(request.tokens)} tokens are too many for the model`),
    )
  if (request.kind === "summary") return styled("yellow", row(cells, "a model writes a summary"))
  const rewritten = request.broken ? styled("dim", " prefix rewritten") : ""
  return row(cells, styled("green", stagesText(step)) + rewritten).trimEnd()
}
