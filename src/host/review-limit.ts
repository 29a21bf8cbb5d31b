import { leavesRoom } from "../session/judge-refusal.ts"
import { answeredPrompt, learnAccepted, withDate, withoutLimit } from "../session/learned-limit.ts"
import type { UsageReport } from "../session/usage-report.ts"
import type { Runtime } from "./runtime.ts"

/** Takes in that a prompt was answered, and takes back a limit that cannot be. */
export function reviewLimit(
  { config, models, clock }: Runtime,
  name: string,
  seen: {
    /** The model's newest report. */
    readonly answer: UsageReport | undefined
    readonly stated: number
    /** Tokens that every request has. */
    readonly overhead: number
  },
): void {
  const { answer, stated, overhead } = seen
  const before = models.get(name)
  const { reported, counted } = answer ?? { reported: 0, counted: 0 }
  const answered = {
    tokens: answeredPrompt({ reported, counted: counted + overhead }, stated),
    at: answer?.message.created ?? 0,
  }
  const after = learnAccepted(withDate(before), answered, {
    now: clock(),
    otherwise: stated > 0 ? stated : config.budget.fallbackContext,
  })
  const { context = Infinity } = after
  // One with a date was found plausible in a session: in one of more tools it may be true as well.
  const isKept = before.learned !== undefined || leavesRoom(context, overhead)
  const reviewed = isKept ? after : withoutLimit(after)
  if (reviewed !== before) models.set(name, reviewed)
}
