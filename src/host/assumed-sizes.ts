/** Counted tokens; the host's own system text is about as long, and its own tools have 5,100. */
const SYSTEM_ALLOWANCE = 4_000
const TOOLS_ALLOWANCE = 6_000
/** Of a small window, the most that is assumed of each. */
const MOST_SHARE = 0.125

/** System text assumed before an agent's first request has shown it, counted tokens. */
export const assumedSystem = (limit: number): number =>
  Math.min(SYSTEM_ALLOWANCE, Math.floor(MOST_SHARE * limit))

/** Tool schemas assumed where the host does not tell them, counted tokens. */
export const assumedTools = (limit: number): number =>
  Math.min(TOOLS_ALLOWANCE, Math.floor(MOST_SHARE * limit))
