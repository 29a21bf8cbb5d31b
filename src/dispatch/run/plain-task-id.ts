import { quote } from "../../session/quote.ts"

const LONGEST = 200

/** A task's id as it is told, compared and kept: on one line, each run of white space as one space. */
export const plainTaskID = (id: string): string => quote(id, { characters: LONGEST })
