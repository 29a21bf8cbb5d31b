import { agreementOf, spread } from "../replay/agreement.ts"
import type { Agreement, AskedRequest } from "../replay/agreement.ts"
import { chatRequest, chatTools } from "../replay/chat-request.ts"
import type { NextAction } from "../replay/next-action.ts"
import { readAnswer } from "../replay/read-answer.ts"
import type { ReplayStep } from "../replay/replay-session.ts"
import { askModel } from "./ask-model.ts"
import type { LiveFlags } from "./replay-flags.ts"

/** A request whose prompt the pipeline changed. */
export interface LiveCandidate {
  readonly session: string
  readonly directory: string
  readonly step: ReplayStep
}

export interface LiveReport {
  readonly model: string
  readonly repeats: number
  /** Requests with changed prompts, and those of them that were asked about and answered. */
  readonly candidates: number
  readonly asked: readonly AskedRequest[]
  readonly agreement: Agreement
  readonly answers: number
  /** Answers that did not come or could not be used, and why. */
  readonly problems: readonly { readonly problem: string; readonly times: number }[]
  /** Why it was given up, where it was. */
  readonly stopped: string | undefined
}

/** Asks a model for the next action from full and compacted prompts, one request after the other. */
export async function measureLive(
  live: LiveFlags,
  candidates: readonly LiveCandidate[],
  tell: (progress: string) => void,
): Promise<LiveReport> {
  const chosen = spread(candidates, live.sample)
  const asked: AskedRequest[] = []
  const problems = new Map<string, number>()
  let answers = 0
  let stopped: string | undefined

  const ask = async (
    { directory, step }: LiveCandidate,
    messages: ReplayStep["full"],
  ): Promise<readonly NextAction[]> => {
    const tools = chatTools([...step.full, step.action])
    const actions: NextAction[] = []
    for (let time = 0; time < live.repeats && stopped === undefined; time++) {
      const answer = await askModel(live, chatRequest({ model: live.model, messages, tools }))
      const read = answer.ok ? readAnswer(answer.body, directory) : answer
      if (read.ok) {
        answers++
        actions.push(read.action)
        continue
      }
      problems.set(read.problem, (problems.get(read.problem) ?? 0) + 1)
      if (!answer.ok && answer.fatal) stopped = answer.problem
    }
    return actions
  }

  for (const [index, candidate] of chosen.entries()) {
    if (stopped !== undefined) break
    tell(`live: request ${index + 1} of ${chosen.length}`)
    const full = await ask(candidate, candidate.step.full)
    const sent = await ask(candidate, candidate.step.sent)
    const { message } = candidate.step.request
    asked.push({ session: candidate.session, message, full, sent })
  }
  return {
    model: live.model,
    repeats: live.repeats,
    candidates: candidates.length,
    asked,
    agreement: agreementOf(asked),
    answers,
    problems: [...problems].map(([problem, times]) => ({ problem, times })),
    stopped,
  }
}
