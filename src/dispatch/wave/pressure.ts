/** How full the parent's window is, in the steps that decide whether more may be dispatched. */
export type Pressure = "nominal" | "warning" | "critical" | "exceeded"

export interface PressureInput {
  /** Tokens of the last request. */
  readonly used: number
  /** Tokens that a request may have. */
  readonly limit: number
}

const WARNING_PERCENT = 80
const CRITICAL_PERCENT = 95
const EXCEEDED_PERCENT = 100

export function pressureOf({ used, limit }: PressureInput): Pressure {
  // Multiplied, not divided: at the borders a share would be rounded.
  const reaches = (percent: number): boolean => 100 * used >= percent * limit
  if (reaches(EXCEEDED_PERCENT)) return "exceeded"
  if (reaches(CRITICAL_PERCENT)) return "critical"
  return reaches(WARNING_PERCENT) ? "warning" : "nominal"
}
