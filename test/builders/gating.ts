import { gate } from "../../src/host/gate.ts"
import type { ParamsInput, ParamsOutput } from "../../src/host/gate.ts"
import { hostModel } from "./host-messages.ts"
import { planning } from "./planning.ts"
import type { PlanningOptions } from "./planning.ts"

export const ROOMY = { context: 11_000, output: 1_000 }

/** A session whose planned requests come to the gate; what it says is "passed", or what was thrown. */
export const gating = (given: PlanningOptions = {}) => {
  const { limits = ROOMY } = given
  const scene = planning({ options: {}, ...given, limits })
  const ask = (agent = "build", asked: Partial<ParamsOutput> = {}): unknown => {
    const model = { id: hostModel.modelID, providerID: hostModel.providerID, limit: limits }
    // oxlint-disable-next-line no-unsafe-type-assertion -- the gate reads agent, session and limits only
    const input = { sessionID: "ses_1", agent, model } as unknown as ParamsInput
    const params = {
      temperature: 0,
      topP: 1,
      topK: 0,
      maxOutputTokens: 1_000,
      options: {},
      ...asked,
    }
    try {
      gate(scene.runtime, scene.session, input, params)
      return "passed"
    } catch (error) {
      return error
    }
  }
  return { ...scene, send: scene.plan, ask }
}
