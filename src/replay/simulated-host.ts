import { hostOutput, resolveBudget } from "../session/budget.ts"
import { editRecord } from "../session/events.ts"
import { expectedAnswer } from "../session/expected-answer.ts"
import { emptyJournalState, foldRecord } from "../session/journal-state.ts"
import type { Meter } from "../session/meter.ts"
import { EMPTY_PROFILE, factorOf, learnGrowth } from "../session/model-profile.ts"
import { planRequest } from "../session/plan-request.ts"
import type { Plan } from "../session/plan-request.ts"
import { readPrior } from "../session/read-prior.ts"
import { latestUserIndex, modelName } from "../session/transcript.ts"
import type { Transcript } from "../session/transcript.ts"
import type { ReplayLimits, ReplaySettings } from "./replay-settings.ts"

/** Plans a session's requests one after the other, as the hooks do on the real host. */
export type SimulatedHost = (transcript: Transcript) => Plan | undefined

export interface SimulatedHostOptions {
  readonly settings: ReplaySettings
  readonly limits: ReplayLimits
  readonly meter: Meter
}

/** The journal and what is learned of models are kept in memory, and begin empty. */
export function createSimulatedHost({
  settings,
  limits,
  meter,
}: SimulatedHostOptions): SimulatedHost {
  const journal = emptyJournalState()
  const planner = settings.planner ?? planRequest
  const profiles = new Map<string, typeof EMPTY_PROFILE>()
  let fruitlessAt: number | undefined

  return (transcript) => {
    const { messages } = transcript
    const user = messages[latestUserIndex(messages)]
    if (!user) return undefined
    const { model } = user
    const name = modelName(model)
    const prior = readPrior({ transcript, model, context: limits.context, journal, meter })
    const known = profiles.get(name) ?? EMPTY_PROFILE
    const profile = prior.growth ? learnGrowth(known, prior.growth, 0) : known
    profiles.set(name, profile)
    const plan = planner({
      transcript,
      prior,
      journal,
      budget: resolveBudget({
        limits,
        settings: settings.budgetOf(model),
        requestedOutput: hostOutput(limits),
        expectedAnswer: expectedAnswer(messages, limits.context),
      }),
      factor: factorOf(profile, model.modelID),
      overhead: settings.system,
      system: settings.system,
      fruitlessAt,
      settings: settings.plan,
      summaries: undefined,
      meter,
    })
    fruitlessAt = plan.fruitlessAt
    journalPlan({ plan, at: messages.at(-1)?.id ?? user.id, agent: user.agent, model: name })
    return plan
  }

  function journalPlan({
    plan: { draft, anchor, before },
    at,
    agent,
    model,
  }: {
    plan: Plan
    at: string
    agent: string
    model: string
  }): void {
    const { forecast, budget, fresh } = draft
    const { lastRequest } = journal
    if (anchor?.message.usage && lastRequest && anchor.message.id !== journal.lastResponse)
      foldRecord(journal, {
        type: "response",
        message: anchor.message.id,
        reported: anchor.message.usage.prompt,
        forecast: lastRequest.forecast,
      })
    for (const edit of fresh) foldRecord(journal, editRecord(edit))
    // A request over its limit is never sent, so that no answer can be measured against it.
    if (forecast.tokens > budget.limit) return
    foldRecord(journal, {
      type: "request",
      at,
      agent,
      model,
      forecast: forecast.tokens,
      limit: budget.limit,
      trigger: budget.trigger,
      before,
      edits: fresh.length,
      factor: forecast.factor,
      journaled: journal.edits.length,
      system: settings.system,
      counted: settings.system + forecast.counted,
      ms: 0,
    })
  }
}
