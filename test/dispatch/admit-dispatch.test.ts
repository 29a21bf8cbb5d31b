import { describe, expect, it } from "vitest"
import { admitDispatch } from "../../src/dispatch/wave/admit-dispatch.ts"
import type { AdmitDispatchInput } from "../../src/dispatch/wave/admit-dispatch.ts"
import {
  pressureRefusal,
  synthesisRefusal,
  tooManyRefusal,
  waveFullRefusal,
} from "../../src/dispatch/wave/wave-texts.ts"

/** The first dispatch of a declared wave of twelve, and whatever is said otherwise. */
const admit = (input: Partial<AdmitDispatchInput> = {}) =>
  admitDispatch({
    declared: 12,
    sent: 0,
    running: 0,
    synthesized: 0,
    seen: 1,
    isMapped: true,
    pressure: "nominal",
    collected: 0,
    ...input,
  })

describe("a dispatch is admitted", () => {
  it.each<[string, Partial<AdmitDispatchInput>]>([
    ["as the first of a declared wave", {}],
    ["as the fifth that runs", { sent: 4, running: 4, seen: 5 }],
    ["as the sixth, after one synthesis", { sent: 5, synthesized: 1, collected: 5 }],
    ["as the eleventh, after two syntheses", { sent: 10, synthesized: 2, collected: 10 }],
    ["in the place of one that failed", { sent: 4, running: 4, seen: 5, collected: 0 }],
    ["as the ninth at once, where no more are planned", { declared: 9, sent: 8, running: 8 }],
    [
      "beyond what was declared, up to twenty",
      { declared: 12, sent: 19, synthesized: 3, running: 4 },
    ],
    ["under pressure, where few are planned", { declared: 4, pressure: "exceeded" }],
    ["with a role, undeclared, as one of nine at once", { declared: undefined, seen: 9 }],
    [
      "with a role, undeclared, as one of many, without a synthesis",
      { declared: undefined, seen: 12, sent: 30, running: 4 },
    ],
    [
      "without a role, undeclared, whatever else holds",
      { declared: undefined, isMapped: false, seen: 40, running: 39, pressure: "exceeded" },
    ],
  ])("%s", (_, input) => {
    expect(admit(input)).toStrictEqual({ ok: true })
  })
})

describe("a dispatch is refused", () => {
  it.each<[string, Partial<AdmitDispatchInput>, string]>([
    ["of more than twenty declared", { declared: 21 }, tooManyRefusal(21)],
    [
      "of more than twenty at once",
      { declared: undefined, seen: 23, sent: 50 },
      tooManyRefusal(23),
    ],
    [
      "as the twenty-first of fewer that were declared",
      { declared: 12, sent: 20, synthesized: 4 },
      tooManyRefusal(21),
    ],
    ["without a role, in a declared wave", { isMapped: false, declared: 21 }, tooManyRefusal(21)],
    [
      "as the sixth that would run",
      { sent: 5, running: 5, synthesized: 1 },
      waveFullRefusal({ total: 12, isOwed: false }),
    ],
    [
      "as the sixth that would run, with a synthesis still to come",
      { sent: 5, running: 5 },
      waveFullRefusal({ total: 12, isOwed: true }),
    ],
    [
      "as the sixth that would run of many undeclared ones",
      { declared: undefined, seen: 10, running: 5 },
      waveFullRefusal({ total: 10, isOwed: false }),
    ],
    [
      "as the sixth, without a synthesis",
      { sent: 5, collected: 5 },
      synthesisRefusal({ collected: 5, total: 12, running: 0 }),
    ],
    [
      "as the eleventh, with one synthesis, while one runs",
      { sent: 10, synthesized: 1, running: 1, collected: 9 },
      synthesisRefusal({ collected: 9, total: 12, running: 1 }),
    ],
    [
      "under pressure, in a declared wave of five",
      { declared: 5, pressure: "warning", collected: 2 },
      pressureRefusal("warning", { collected: 2, total: 5 }),
    ],
    [
      "under pressure, as one of five at once",
      { declared: undefined, seen: 5, pressure: "critical" },
      pressureRefusal("critical", { collected: 0, total: 5 }),
    ],
  ])("%s", (_, input, refusal) => {
    expect(admit(input)).toStrictEqual({ ok: false, refusal })
  })
})

it("a refusal says that nothing was dispatched, and what comes next", () => {
  expect(admit({ sent: 5, running: 2, collected: 3 })).toStrictEqual({
    ok: false,
    refusal:
      "Nothing was dispatched. Collected 3/12. What this wave found is not recorded yet. Next: wait for 2 sub-agents still running, write down what was found, record it with the tool `dispatch`, action `synthesis`, then call again.",
  })
  expect(admit({ sent: 5, running: 5 })).toStrictEqual({
    ok: false,
    refusal:
      "Nothing was dispatched: of 12 sub-agents, at most 5 run at a time. Next: wait for their results, write down what they found and record it with the tool `dispatch`, action `synthesis`, then call again.",
  })
  expect(admit({ pressure: "exceeded" })).toStrictEqual({
    ok: false,
    refusal:
      "Nothing was dispatched. Collected 0/12. The context window is full. Next: finish the current operation, then stop and ask the user how to go on.",
  })
})
