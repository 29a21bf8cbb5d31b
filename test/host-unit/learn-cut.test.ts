import { describe, expect, it } from "vitest"
import { gatherPlanInput } from "../../src/host/gather-plan-input.ts"
import { LEARNED_DAYS } from "../../src/session/learned-limit.ts"
import { EMPTY_PROFILE } from "../../src/session/model-profile.ts"
import type { ModelProfile } from "../../src/session/model-profile.ts"
import { hostModel, prompted, stepped } from "../builders/host-messages.ts"
import { planning } from "../builders/planning.ts"
import { sentRequest } from "../builders/sent-request.ts"

const NAME = "scripted/gpt-scripted"
const CUT = 8_192

/** Messages up to the prompt with this number. */
const upTo = (last: number) =>
  Array.from({ length: last }, (_, index) => index + 1).map((at) =>
    at % 2 === 1 ? prompted(`m${at}`, "On") : stepped(`m${at}`, { text: "ok", used: CUT }),
  )

/** A session whose first answers report the same while the prompt grows; message n is n seconds old. */
const cutSession = (context = 32_000, profile: Partial<ModelProfile> = {}) => {
  const scene = planning({ options: {}, limits: { context, output: 1_000 } })
  const { runtime, session } = scene
  let now = 8_000
  Object.assign(runtime, { clock: () => now })
  runtime.models.set(NAME, { ...EMPTY_PROFILE, ...profile })
  const ask = (at: number): void =>
    session.journal.append([
      sentRequest({ at: `m${at}`, forecast: 9_000, counted: 8_000 + 1_000 * at }),
    ])
  for (const at of [1, 3, 5]) ask(at)
  return {
    ...scene,
    ask,
    later: (ms: number) => (now += ms),
    /** What is known of the model when the request behind that prompt has been planned. */
    plan: async (last = 7) => {
      const { first } = await scene.gather(upTo(last))
      const { context: learned, learned: at, doubted } = runtime.models.get(NAME)
      return { learned, at, doubted: doubted?.tokens, limit: first.budget.limit }
    },
    toasts: () => runtime.client.calls.filter((call) => call.includes("seems to cut")),
  }
}

const nothing = { learned: undefined, at: undefined, doubted: undefined }

describe("the size to which a server cuts prompts", () => {
  it("is learned as of the newest report, with how to remove it", async () => {
    const { plan, toasts } = cutSession()
    expect(await plan()).toMatchObject({ learned: CUT, at: 6_000, limit: CUT - 1_000 })
    expect(toasts()).toEqual([expect.stringContaining(`remove "${NAME}" from`)])
  })

  it("is not learned from an old session", async () => {
    const { plan, later, toasts } = cutSession()
    later(LEARNED_DAYS * 24 * 60 * 60 * 1_000)
    expect(await plan()).toEqual({ ...nothing, limit: 31_000 })
    expect(toasts()).toEqual([])
  })

  it.each([4_000, 7_000])(
    "is not learned from reports before a larger prompt was answered (at %s ms)",
    async (at) => {
      const { plan, toasts } = cutSession(32_000, { accepted: { tokens: 20_000, at } })
      expect(await plan()).toEqual({ ...nothing, limit: 31_000 })
      expect(toasts()).toEqual([])
    },
  )

  it("is a doubt below such a prompt until the server has cut once more", async () => {
    const { plan, ask } = cutSession(32_000, { accepted: { tokens: 20_000, at: 1_000 } })
    expect(await plan()).toMatchObject({ ...nothing, doubted: CUT })
    expect(await plan()).toMatchObject({ ...nothing, doubted: CUT })
    ask(7)
    expect(await plan(9)).toMatchObject({ learned: CUT, at: 8_000, doubted: undefined })
  })

  it("is a doubt under a quarter of the stated context until the server has cut once more", async () => {
    const { plan, ask, toasts } = cutSession(200_000)
    expect(await plan()).toMatchObject({ ...nothing, doubted: CUT, limit: 199_000 })
    expect(toasts()).toEqual([])
    ask(7)
    expect(await plan(9)).toMatchObject({ learned: CUT, doubted: undefined })
    expect(toasts()).toHaveLength(1)
  })

  it("is not learned again from the same reports when its entry was removed", async () => {
    const { plan, ask, runtime } = cutSession()
    await plan()
    ask(7)
    runtime.models.set(NAME, EMPTY_PROFILE)
    expect(await plan()).toEqual({ ...nothing, limit: 31_000 })
  })

  it("does not come and go where it leaves no room for what every request has", async () => {
    const { plan, runtime, session, toasts } = cutSession()
    session.overhead = { model: NAME, tokens: 5_000 }
    await plan()
    const contexts: unknown[] = []
    const { set } = runtime.models
    const noted: typeof set = (name, profile) => {
      contexts.push(profile.context)
      set(name, profile)
    }
    Object.assign(runtime.models, { set: noted })
    for (const limit of [31_000, 31_000]) expect(await plan()).toMatchObject({ ...nothing, limit })
    expect(contexts).toEqual([])
    expect(toasts()).toEqual([expect.stringContaining("Instructions and tools alone")])
  })

  it("of an old session does not limit one that had more answered", async () => {
    const { plan, runtime } = cutSession(64_000, { accepted: { tokens: 40_000, at: 7_000 } })
    await plan()
    const live = runtime.sessions.get("ses_2")
    const transcript = live.decode([prompted("m1", "Go")], {
      sessionID: "ses_2",
      directory: runtime.directory,
    })
    const { first } = await gatherPlanInput(runtime, live, { transcript, model: hostModel })
    expect(first.budget.limit).toBe(63_000)
  })
})
