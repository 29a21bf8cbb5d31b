import { describe, expect, it } from "vitest"
import type { ModelLimits } from "../../src/session/budget.ts"
import { startFactor } from "../../src/session/model-profile.ts"
import { USUAL_PRICES } from "../../src/session/summary/prices.ts"
import { closedWorkflow, workflow } from "../builders/any-workflow.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { answeredWith, planning, tight } from "../builders/planning.ts"
import type { PlanningOptions } from "../builders/planning.ts"
import { storeWorkflows } from "../builders/store-workflows.ts"
import { sentRequest } from "../builders/sent-request.ts"

type Seen = { readonly limits: ModelLimits; readonly output: number | undefined }
const NAME = "scripted/gpt-scripted"
const go = [prompted("m1", "Go")]
const answeredRequest = sentRequest({ at: "m1", forecast: 4_000 })
const open = (given: PlanningOptions = {}) => planning({ options: {}, ...given })

describe("a plan is made from", () => {
  it("the transcript, what the journal knows, the options and a factor of the model", async () => {
    const { gather, session, runtime } = open()
    session.journal.append([answeredRequest])
    session.fruitlessAt = 77
    const { first } = await gather(answeredWith(4_000))
    expect(first.transcript.messages.map(({ id }) => id)).toEqual(["m1", "m2", "m3"])
    expect(first).toMatchObject({
      journal: { lastRequest: { at: "m1" } },
      prior: { anchor: { message: { id: "m2" } } },
      settings: runtime.settings,
      factor: startFactor("gpt-scripted"),
      fruitlessAt: 77,
      budget: { limit: 10_000, reserve: 1_000 },
      inserted: { now: 0 },
      closed: undefined,
      summaries: undefined,
    })
    expect(first.meter).toBe(runtime.meter)
  })

  it("the prices of summaries where any are written", async () => {
    const { gather } = open({ options: { summarize: { enabled: true } } })
    expect((await gather(go)).first.summaries).toMatchObject({ session: USUAL_PRICES })
  })

  it("the factor that the answers have taught, which is kept with its time", async () => {
    const { gather, session, runtime } = open()
    const long = stepped("m2", { text: "word ".repeat(1_000), used: 4_000 })
    const messages = [
      ...go,
      long,
      prompted("m3", "On"),
      stepped("m4", { text: "So.", used: 6_600 }),
      prompted("m5", "On"),
      stepped("m6", { text: "So.", used: 6_700 }),
    ]
    session.journal.append([
      answeredRequest,
      sentRequest({ at: "m3", forecast: 6_000, counted: 5_300 }),
      sentRequest({ at: "m5", forecast: 6_700, counted: 5_380 }),
    ])
    const { first } = await gather([...messages, prompted("m7", "And on")])
    const { reported, counted, updated } = runtime.models.get(NAME)
    expect({ reported, counted, updated }).toEqual({
      reported: 2_600,
      counted: 1_300,
      updated: 1_000,
    })
    expect(first.factor).toBeCloseTo((reported + 1_050) / (counted + 1_000), 9)
  })
})

describe("the limits of a plan", () => {
  const limits = { context: 7_000, output: 500 }
  it.each<[string, PlanningOptions, readonly Seen[], number, boolean]>([
    ["are the model's", {}, [], 10_000, true],
    [
      "are those that the gate saw, where the host does not tell them",
      { client: { limits: async () => undefined } },
      [{ limits, output: undefined }],
      6_500,
      true,
    ],
    [
      "are the model's, with the output that the gate saw",
      {},
      [{ limits, output: 600 }],
      10_400,
      true,
    ],
    [
      "are assumed, and no stage runs, where nobody tells them",
      {
        client: { limits: async () => undefined },
        options: { budget: { fallbackContext: 8_000 } },
      },
      [],
      6_000,
      false,
    ],
  ])("%s", async (_, given, seen, limit, auto) => {
    const { gather, session } = open(given)
    for (const one of seen) session.seen.set(NAME, one)
    const { first } = await gather(go)
    expect([first.budget.limit, first.settings.auto]).toEqual([limit, auto])
  })

  it.each([
    ["none", 5_200, "none"],
    ["asked", 5_000, "done"],
    ["done", 5_200, "done"],
  ] as const)(
    "are those of a session whose dispatches ask for room: %s",
    async (pressing, trigger, after) => {
      const { gather, session } = open({ options: tight })
      session.pressing = pressing
      const { first } = await gather(go)
      expect([first.budget.trigger, first.budget.target, session.pressing]).toEqual([
        trigger,
        5_000,
        after,
      ])
    },
  )
})

describe("the state of a plan", () => {
  it("has an insert for active workflows, whose tokens count", async () => {
    const scene = open()
    storeWorkflows(scene.runtime.client, "ses_1", workflow())
    const { first, state } = await scene.gather(go)
    expect(state.insert).toEqual({
      after: "m1",
      text: expect.stringContaining("review-1"),
      tokens: first.inserted?.now,
    })
    expect(state.fresh).toEqual(state.insert)
    expect(first.inserted?.now).toBeGreaterThan(50)
  })

  it("has the guidance of workflows that are over", async () => {
    const scene = open()
    storeWorkflows(scene.runtime.client, "ses_1", closedWorkflow())
    const { first, state } = await scene.gather(go)
    expect([[...(first.closed?.requests.keys() ?? [])], state.workflows]).toEqual([
      ["m1"],
      [closedWorkflow()],
    ])
  })

  it("tells a workflow that nothing has happened to", async () => {
    const scene = open()
    storeWorkflows(scene.runtime.client, "ses_1", workflow())
    Object.assign(scene.runtime, { clock: () => 8 * 86_400_000 })
    await scene.gather(go)
    expect(scene.runtime.client.calls).toEqual([
      expect.stringMatching(/^warning: Workflow review-1 is active since 7 days/),
    ])
  })
})
