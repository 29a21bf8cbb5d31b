import type { Mutant as StrykerMutant } from "@stryker-mutator/api/core"

/** A change to one place of a source. */
export interface Mutant {
  /** From the repository, with slashes. */
  readonly file: string
  readonly kind: string
  /** As Stryker counts: lines and columns from 0. */
  readonly location: StrykerMutant["location"]
  readonly original: string
  readonly replacement: string
}

type Named = Pick<Mutant, "kind" | "location" | "replacement" | "file">

/** The same for the same mutant in any process; Stryker's numbers depend on what else is mutated. */
export const nameOf = ({ file, kind, location: { start, end }, replacement }: Named): string =>
  JSON.stringify([file, kind, start.line, start.column, end.line, end.column, replacement])
