import { describe, expect, it } from "vitest"
import { figuresOf } from "../../src/replay/figures.ts"
import { replayedRequest } from "../builders/replay.ts"

const line = (kept: boolean) => ({ kind: "line" as const, text: "a line of the file", kept })
const path = (kept: boolean) => ({ kind: "path" as const, text: "src/a.ts", kept })

describe("figures", () => {
  it("of what was kept count the requests over the limit, and all beside them", () => {
    const { overLimit, all } = figuresOf([
      replayedRequest({ full: 900, sent: 900, items: [path(true)] }),
      replayedRequest({ items: [line(true), line(false), path(true)] }),
      replayedRequest({ items: [path(true)] }),
      replayedRequest(),
    ])
    expect(overLimit).toEqual({
      parity: { kept: 1, of: 2 },
      items: { kept: 3, of: 4 },
      lines: { kept: 1, of: 2 },
      paths: { kept: 2, of: 2 },
    })
    expect(all.parity).toEqual({ kept: 2, of: 3 })
  })

  it.each([
    ["within the limit", { full: 900, sent: 900 }, { kept: 0, of: 0 }],
    ["made to fit", {}, { kept: 1, of: 1 }],
    ["refused", { forecast: 1_001 }, { kept: 0, of: 1 }],
    ["larger than forecast", { sent: 1_001, forecast: 900 }, { kept: 0, of: 1 }],
    ["refused without need", { full: 990, sent: 990, forecast: 1_001 }, { kept: 0, of: 1 }],
  ])("fit, of a request that is %s", (_title, request, fit) => {
    expect(figuresOf([replayedRequest(request)]).fit).toEqual(fit)
  })

  it("add up sizes, stages and times", () => {
    const figures = figuresOf([
      replayedRequest({ stages: ["stage_a_prune"], ms: 5 }),
      replayedRequest({
        stages: ["stage_a_prune", "stage_b_prompt"],
        ms: 3,
        calls: 3,
        refetches: 1,
      }),
      replayedRequest({ full: 900, sent: 900, ms: 4, calls: 1 }),
    ])
    expect(figures).toMatchObject({
      requests: 3,
      over: 2,
      tokens: { sent: 2_500, full: 4_900 },
      cost: { sent: 2_500, full: 4_900 },
      refetches: { again: 1, calls: 4 },
      stages: { stage_a_prune: 2, stage_b_prompt: 1 },
      ms: { p50: 4, max: 5 },
    })
  })
})
