import { z } from "zod"
import { nameOf } from "./mutant.ts"
import type { Mutant } from "./mutant.ts"

export type Outcome = "killed" | "survived" | "no test" | "timed out"

export interface Result {
  readonly mutant: Mutant
  readonly outcome: Outcome
}

const position = z.object({ line: z.number(), column: z.number() })
const report = z.object({
  files: z.record(
    z.string(),
    z.object({
      mutants: z.array(
        z.object({
          mutatorName: z.string(),
          replacement: z.string(),
          location: z.object({ start: position, end: position }),
          status: z.string(),
        }),
      ),
    }),
  ),
})

const outcomes: Readonly<Record<string, Outcome>> = {
  Killed: "killed",
  // An error outside of any test ends a run of tests as a failed test does.
  RuntimeError: "killed",
  Survived: "survived",
  NoCoverage: "no test",
  Timeout: "timed out",
}

/** The report counts lines and columns from 1. */
const fromZero = ({ line, column }: z.infer<typeof position>) => ({
  line: line - 1,
  column: column - 1,
})

/** What became of each chosen mutant; throws where Stryker's report says nothing of one. */
export const readResults = (text: string, mutants: readonly Mutant[]): Result[] => {
  const { files } = report.parse(JSON.parse(text))
  const statuses = new Map(
    Object.entries(files).flatMap(([file, { mutants: all }]) =>
      all.map(({ mutatorName: kind, replacement, location: { start, end }, status }) => {
        const location = { start: fromZero(start), end: fromZero(end) }
        return [nameOf({ file, kind, replacement, location }), status] as const
      }),
    ),
  )
  return mutants.map((mutant) => {
    const status = statuses.get(nameOf(mutant)) ?? "nothing"
    const outcome = outcomes[status]
    if (!outcome) throw new Error(`Stryker reports ${status} of ${nameOf(mutant)}`)
    return { mutant, outcome }
  })
}
