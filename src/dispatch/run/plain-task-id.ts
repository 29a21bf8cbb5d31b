/** A task's id as it is compared and kept: on one line, each run of white space as one space. */
export const plainTaskID = (id: string): string => id.replace(/\s+/g, " ").trim()
