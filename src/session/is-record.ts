/** An object that is no list: what unknown content must be before its keys are read. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The object, or an empty one in place of anything else. */
export const asRecord = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})
