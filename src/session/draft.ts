import type { Budget } from "./budget.ts"
import type { Edit } from "./edit.ts"
import type { Forecast } from "./forecast.ts"
import type { Inserted } from "./insert.ts"
import type { Rendition } from "./replay-edits.ts"
import type { Transcript } from "./transcript.ts"

/** What is being decided about one outgoing request. Immutable; a stage returns a new one. */
export interface Draft {
  readonly transcript: Transcript
  readonly budget: Budget
  /** Payloads that do not stand as the host built them, by slot key. */
  readonly view: ReadonlyMap<string, Rendition>
  /** Every edit in force, in the order they were made. */
  readonly edits: readonly Edit[]
  /** The ones among them that were decided for this request. */
  readonly fresh: readonly Edit[]
  readonly forecast: Forecast
  readonly inserted?: Inserted | undefined
}
