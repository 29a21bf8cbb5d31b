import { visibleText } from "../../session/quote.ts"

/** A task's id as it is compared and kept: what is seen of it, on one line, each run of white space as one space. */
export const plainTaskID = (id: string): string => visibleText(id).replace(/\s+/g, " ").trim()
