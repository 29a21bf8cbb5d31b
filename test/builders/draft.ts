import type { Budget } from "../../src/session/budget.ts"
import type { Draft } from "../../src/session/draft.ts"
import { forecastRequest } from "../../src/session/forecast.ts"
import type { Meter } from "../../src/session/meter.ts"
import type { StageSettings } from "../../src/session/stage.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { createTestMeter } from "./meter.ts"

export const testBudget: Budget = {
  limit: 100_000,
  ceiling: 90_000,
  trigger: 90_000,
  target: 60_000,
  reserve: 8_000,
  assumed: false,
}

/** One recent step, nothing dense, the protected tools of the defaults. */
export const testSettings: StageSettings = {
  dense: "off",
  steps: 1,
  share: 1,
  protectedTools: ["skill", "task", "todowrite", "question", "workflow"],
  isProtectedFile: () => false,
  userTokens: 2_000,
}

/** The ceiling is at the trigger where it is not given. */
export const budgetWith = (budget: Partial<Budget>): Budget => {
  const { trigger = testBudget.trigger, ceiling = trigger } = budget
  return { ...testBudget, ...budget, trigger, ceiling }
}

export interface DraftOptions {
  readonly meter?: Meter
  readonly budget?: Partial<Budget>
}

/** A draft as the host built it: no edits, everything counted, factor one. */
export const createDraft = (
  transcript: Transcript,
  { meter = createTestMeter(), budget = {} }: DraftOptions = {},
): Draft => ({
  transcript,
  budget: budgetWith(budget),
  view: new Map(),
  edits: [],
  fresh: [],
  forecast: forecastRequest({
    transcript,
    view: new Map(),
    anchor: undefined,
    meter,
    factor: 1,
    overhead: 0,
    system: 0,
  }),
})
