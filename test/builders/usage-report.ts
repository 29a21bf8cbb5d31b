import type { UsageReport } from "../../src/session/usage-report.ts"
import { assistant, createTranscript, text, user } from "./transcript.ts"

const [, answer] = createTranscript(user(text("Go")), assistant(text("Gone."))).messages

/** A report of a session without media and reasoning. */
export const usageReport = (given: Partial<UsageReport>): UsageReport => {
  if (!answer) throw new Error("No answer")
  return {
    message: answer,
    index: 1,
    reported: 0,
    counted: 0,
    system: 0,
    freed: 0,
    media: 0,
    thought: 0,
    hidden: 0,
    unshown: 0,
    turn: 0,
    loopThought: 0,
    ...given,
  }
}
