import type { Meter } from "./meter.ts"

/**
 * Counts of media only what more than their bytes speaks for. What is guessed may start a stage, but
 * refuses no request and summarizes no session.
 */
export const withoutGuesses = (meter: Meter): Meter => ({
  ...meter,
  tokens: (part, field) =>
    meter.tokens(part, field) - (field === "media" ? meter.guessed(part) : 0),
  message: (message) =>
    message.parts.reduce((sum, part) => sum - meter.guessed(part), meter.message(message)),
})
