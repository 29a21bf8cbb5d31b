import { describe, expect, it } from "vitest"
import { childBudget } from "../../src/host/child-budget.ts"
import { dispatchBudget } from "../../src/host/dispatch-budget.ts"
import { hasRoles, roleOf } from "../../src/host/dispatch-role.ts"
import type { DispatchRole } from "../../src/host/dispatch-role.ts"
import { parseConfig } from "../../src/parse-config.ts"
import { startFactor } from "../../src/session/model-profile.ts"
import { dispatching, plannedWith } from "../builders/dispatching.ts"
import type { DispatchingOptions } from "../builders/dispatching.ts"
import { testModel } from "../builders/transcript.ts"

const factor = startFactor("gpt-scripted")
/** The framing of a message. */
const FRAME = 4
const role = (maxInputTokens?: number): DispatchRole => ({
  name: "coder",
  like: "implementer",
  maxInputTokens,
  guide: undefined,
})
const counted = (tokens: number, around: number): number =>
  Math.floor(tokens / factor - around - FRAME)

const open = (given: DispatchingOptions = {}) => {
  const scene = dispatching({ options: { budget: { trigger: 0.8, target: 0.5 } }, ...given })
  scene.session.sentSystem = 300
  return scene
}

const roomOf = async (
  given: DispatchingOptions,
  change: (scene: ReturnType<typeof open>) => void = () => {},
) => {
  const scene = open(given)
  change(scene)
  return childBudget(scene.runtime, scene.session, { agent: "coder", model: testModel })
}

describe("the room in the window of a sub-agent's model", () => {
  it.each<[string, DispatchingOptions, (scene: ReturnType<typeof open>) => void, number]>([
    ["its parent's system text", {}, () => {}, 300],
    [
      "the system text that it was last seen with",
      {},
      ({ runtime }) =>
        Object.assign(runtime.sessions.get("ses_9"), { lastAgent: "coder", sentSystem: 70 }),
      70,
    ],
    [
      "its parent's where another agent was seen",
      {},
      ({ runtime }) =>
        Object.assign(runtime.sessions.get("ses_9"), { lastAgent: "critic", sentSystem: 70 }),
      300,
    ],
    [
      "the usual one where none was seen",
      {},
      ({ session }) => (session.sentSystem = undefined),
      4_000,
    ],
    ["its tools", { client: { toolSchemas: async () => "x".repeat(400) } }, () => {}, 400],
    [
      "the usual tools where the host tells none",
      { client: { toolSchemas: async () => undefined } },
      () => {},
      6_300,
    ],
  ])("is what is left beside %s", async (_, given, change, around) => {
    expect(await roomOf(given, change)).toEqual({
      limit: counted(100_000, around),
      target: counted(50_000, around),
    })
  })

  it("follows what was learned of that model", async () => {
    const budget = await roomOf({}, ({ runtime }) =>
      runtime.models.set("scripted/gpt-scripted", {
        reported: 2_000_000,
        counted: 1_000_000,
        updated: 1,
      }),
    )
    expect(budget.limit).toBeGreaterThan(49_000)
    expect(budget.limit).toBeLessThan(50_000)
  })
})

const budgetOf = (scene: ReturnType<typeof open>, given?: DispatchRole, agent = "coder") =>
  dispatchBudget(scene.runtime, scene.session, { agent, role: given })

describe("the budget of a prompt", () => {
  const window = { budget: counted(100_000, 300), target: counted(50_000, 300) }
  const own = { agentModel: async () => ({ model: testModel }) }

  it.each<[string, DispatchingOptions, DispatchRole | undefined, object]>([
    [
      "is the window of its agent's model where nobody mapped it",
      { client: own },
      undefined,
      { ok: true, ...window },
    ],
    [
      "is the window of its agent's model where its role has no cap",
      { client: own },
      role(),
      { ok: true, ...window },
    ],
    [
      "is the cap of its role less the answer",
      { client: own },
      role(9_000),
      { ok: true, budget: 7_800, target: 7_800 },
    ],
    [
      "is the window where that is smaller than the cap",
      { client: own },
      role(900_000),
      { ok: true, budget: window.budget, target: window.budget },
    ],
    [
      "is none where the cap has no room for the answer",
      { client: own },
      role(1_200),
      { ok: false, code: "dispatch_budget_invalid", cap: 1_200, reserve: 1_200 },
    ],
    [
      "is the cap alone where no model is known",
      {},
      role(9_000),
      { ok: true, budget: 7_800, target: 7_800 },
    ],
    [
      "is without end where no model and no cap is known",
      {},
      role(),
      { ok: true, budget: Infinity, target: Infinity },
    ],
    [
      "is without end where no model is known and nobody mapped it",
      {},
      undefined,
      { ok: true, budget: Infinity, target: Infinity },
    ],
  ])("%s", async (_, given, of, expected) => {
    expect(await budgetOf(open(given), of)).toEqual(expected)
  })

  it("is that of its parent's model where its agent has none of its own", async () => {
    const scene = open()
    scene.session.planned = plannedWith({ used: 0 })
    expect(await budgetOf(scene)).toEqual({ ok: true, ...window })
  })

  it("is without end where the host does not say which model its agent has", async () => {
    const scene = open({ client: { agentModel: async () => undefined } })
    scene.session.planned = plannedWith({ used: 0 })
    expect(await budgetOf(scene)).toEqual({ ok: true, budget: Infinity, target: Infinity })
  })

  const full = { context: 10_000, output: 1_000 }
  it.each<[string, number, DispatchRole | undefined, object]>([
    [
      "is none where system text and tools fill the window of a role",
      counted(9_000, 0),
      role(),
      { ok: false, cap: undefined },
    ],
    [
      "is one token where they fill all but that",
      counted(9_000, 1),
      role(),
      { ok: true, budget: 1, target: 1 },
    ],
    [
      "is without end where nobody mapped the agent: its own gate decides",
      counted(9_000, 0),
      undefined,
      { ok: true, budget: Infinity, target: Infinity },
    ],
    [
      "is the limit where the target has no room",
      5_000,
      role(),
      { ok: true, budget: counted(9_000, 5_000), target: counted(9_000, 5_000) },
    ],
    [
      "is the limit where the target has no room, without a role too",
      5_000,
      undefined,
      { ok: true, budget: counted(9_000, 5_000), target: counted(9_000, 5_000) },
    ],
  ])("%s", async (_, system, of, expected) => {
    const scene = open({ client: own, limits: full })
    scene.session.sentSystem = system
    expect(await budgetOf(scene, of)).toEqual(expected)
  })
})

const config = (dispatchRoles: object) =>
  parseConfig({ dispatch: { roles: dispatchRoles } }, {}).config

describe("a role", () => {
  it.each<[string, object, string, unknown]>([
    [
      "is the implementer's",
      { implementer: { agents: ["coder"], maxInputTokens: 9_000, guide: "Look." } },
      "coder",
      { name: "implementer", like: "implementer", maxInputTokens: 9_000, guide: "Look." },
    ],
    [
      "is the reviewer's",
      { reviewer: { agents: ["critic"] } },
      "critic",
      { name: "reviewer", like: "reviewer", maxInputTokens: undefined, guide: undefined },
    ],
    [
      "is one of the user's own",
      { tester: { agents: ["probe"], like: "reviewer" } },
      "probe",
      { name: "tester", like: "reviewer", maxInputTokens: undefined, guide: undefined },
    ],
    [
      "is the first that names the agent",
      { reviewer: { agents: ["coder"] }, implementer: { agents: ["coder"] } },
      "coder",
      { name: "implementer", like: "implementer", maxInputTokens: undefined, guide: undefined },
    ],
    [
      "is none of an agent that no one names",
      { implementer: { agents: ["coder"] } },
      "critic",
      undefined,
    ],
  ])("%s", (_, given, agent, expected) => {
    expect(roleOf(config(given), agent)).toEqual(expected)
  })

  it.each<[object, boolean]>([
    [{}, false],
    [{ implementer: { agents: [] } }, false],
    [{ reviewer: { agents: ["critic"] } }, true],
    [{ tester: { agents: ["probe"], like: "reviewer" } }, true],
  ])("with the roles %j anybody has one: %s", (given, expected) => {
    expect(hasRoles(config(given))).toBe(expected)
  })
})
