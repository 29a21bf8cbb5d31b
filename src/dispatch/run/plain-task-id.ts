import { quote } from "../../session/quote.ts"

/** Characters; where it is shown it is clipped further. */
const LONGEST = 4_000

/** A task's id as it is told, compared and kept: on one line, each run of white space as one space. */
export const plainTaskID = (id: string): string => quote(id, { characters: LONGEST })
