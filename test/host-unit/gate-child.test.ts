import { describe, expect, it } from "vitest"
import { gate } from "../../src/host/gate.ts"
import type { ParamsInput, ParamsOutput } from "../../src/host/gate.ts"
import { SUMMARIZER_AGENT } from "../../src/host/summarizer-agent.ts"
import { startFactor } from "../../src/session/model-profile.ts"
import { OVERFLOW_TERMINAL, SUMMARIZER_SYSTEM } from "../../src/session/texts.ts"
import { createTestRuntime } from "../builders/runtime.ts"
import { createFakeChildren } from "./fake-children.ts"

const limits = { context: 1_000, output: 100 }
const children = createFakeChildren({ has: (sessionID) => sessionID === "ses_child" })
const usual = (): ParamsOutput => ({
  temperature: 0,
  topP: 1,
  topK: 0,
  maxOutputTokens: 32_000,
  options: { reasoningEffort: "high" },
})

/** Tokens that fit beside the system text. */
const most = Math.floor(900 - startFactor("gpt-scripted") * Math.ceil(SUMMARIZER_SYSTEM.length / 4))

/** What the gate makes of a request without a plan, and what it throws. */
const passed = (sessionID: string, agent: string, tokens = 9_000) => {
  const runtime = { ...createTestRuntime({ limits }), children }
  const session = runtime.sessions.get(sessionID)
  session.unplanned = tokens
  const model = { id: "gpt-scripted", providerID: "scripted", limit: limits }
  const output = usual()
  try {
    // oxlint-disable-next-line no-unsafe-type-assertion -- the gate reads agent, session and limits only
    gate(runtime, session, { sessionID, agent, model } as unknown as ParamsInput, output)
    return { output, error: undefined, calls: runtime.client.calls }
  } catch (error) {
    return { output, error, calls: runtime.client.calls }
  }
}
const refused = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_TERMINAL })

describe("the gate, in a child session,", () => {
  it("lets our own agent pass, with little to write and to think", () => {
    expect(passed("ses_child", SUMMARIZER_AGENT, most)).toEqual({
      output: { ...usual(), maxOutputTokens: 8_000, options: { reasoningEffort: "low" } },
      error: undefined,
      calls: [],
    })
  })

  it("refuses what does not fit its model", () => {
    expect(passed("ses_child", SUMMARIZER_AGENT, most + 1).error).toEqual(refused)
  })

  it.each(["compaction", "title", "summary", "build"])(
    "refuses the agent %s, and tells nobody",
    (agent) => {
      const refusal = { output: usual(), error: refused, calls: [] }
      expect(passed("ses_child", agent, most)).toEqual(refusal)
    },
  )

  it("is the usual one elsewhere, for our agent too", () => {
    expect(passed("ses_1", SUMMARIZER_AGENT)).toEqual({
      output: usual(),
      error: refused,
      calls: [],
    })
  })
})
