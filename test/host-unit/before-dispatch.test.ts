import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import {
  budgetInvalid,
  dispatchCompactedToast,
  dispatchOverflowToast,
  notKept,
  windowTooSmall,
} from "../../src/dispatch/prompt/prompt-texts.ts"
import { RESULTS_FOLDER } from "../../src/host/spilled-texts.ts"
import { testCount } from "../builders/meter.ts"
import { dispatching, roles } from "../builders/dispatching.ts"
import { testModel } from "../builders/transcript.ts"

const capped = (maxInputTokens: number, more: object = {}) => ({
  roles: { ...roles, implementer: { agents: ["coder"], maxInputTokens, ...more } },
  maxOutputTokens: 200,
})
const long = [
  "Task ID: 7",
  "Mend the parser.",
  ...Array.from({ length: 300 }, (_, index) => `Note ${index} of many, for what it is worth.`),
].join("\n")
const here = {
  type: "dispatch",
  message: "msg_1",
  at: 1_000,
  pid: process.pid,
  host: os.hostname(),
  auto: true,
}

describe("a prompt that fits", () => {
  it("of an agent with a role is framed, and recorded with what was measured", async () => {
    const { send, records, runtime, facts } = dispatching()
    const prompt = await send("prt_1", "Task ID: 7\nMend the parser.")
    expect(prompt).toMatch(
      /^Role: implementer, [^]*Task ID: 7[^]*Max output tokens: 1200[^]*## Task\n[^]*Mend the parser\.$/,
    )
    const tokens = testCount(prompt)
    expect(records()).toEqual([
      {
        ...here,
        call: "prt_1",
        role: "implementer",
        like: "implementer",
        agent: "coder",
        task: "7",
        stage: "none",
        before: tokens,
        after: tokens,
        budget: 0,
        guide: "none",
        stablePrefixHash: expect.stringMatching(/^[\da-f]{16}$/),
        fullPromptHash: expect.stringMatching(/^[\da-f]{16}$/),
      },
    ])
    expect(runtime.tasks.runningIn("ses_1")).toMatchObject([
      { id: "prt_1", task: "7", asked: tokens },
    ])
    expect([runtime.client.calls, await facts()]).toEqual([
      [],
      expect.objectContaining({
        facts: {},
        counters: { dispatches: expect.objectContaining({ dispatch_count: 1 }) },
      }),
    ])
  })

  it("of an agent without a role leaves as it was, recorded by the agent's name", async () => {
    const { send, records } = dispatching()
    expect(await send("prt_1", "Look at it.", "helper")).toBe("Look at it.")
    expect(records()).toEqual([
      {
        ...here,
        call: "prt_1",
        role: "helper",
        agent: "helper",
        task: "",
        stage: "none",
        before: 3,
        after: 3,
        budget: 0,
        guide: "none",
      },
    ])
  })

  it("states its budget where it has one", async () => {
    const { send, records } = dispatching({ dispatch: capped(2_000) })
    await send("prt_1", "Mend it.")
    expect(records()).toMatchObject([{ budget: 1_800, task: "task-1" }])
  })

  it("of a role without a contract is framed, and held to none", async () => {
    const { send, records } = dispatching({ dispatch: { contract: false } })
    const prompt = await send("prt_1", "Mend it.")
    expect(prompt).toContain("Role: implementer")
    expect(prompt).not.toContain("BEGIN_DISPATCH_RESULT")
    expect(records()[0]).not.toHaveProperty("like")
  })
})

describe("the guide of a role", () => {
  const guide = { guide: "Look first.\nNever guess.\n".repeat(40) }
  it("goes out whole until a sub-agent that has it has started, then as its head", async () => {
    const { send, see, records, runtime } = dispatching({ dispatch: capped(20_000, guide) })
    const first = await send("prt_1", "Task ID: 7\nMend it.")
    const second = await send("prt_2", "Task ID: 8\nMend it.")
    await see("prt_1", { status: "running", metadata: { sessionId: "ses_c" } })
    const third = await send("prt_3", "Task ID: 9\nMend it.")
    const lines = [first, second, third].map((prompt) => prompt.split("Never guess.").length - 1)
    expect(lines.slice(0, 2)).toEqual([40, 40])
    expect(lines[2]).toBeLessThan(40)
    expect(records().flatMap((record) => ("guide" in record ? [record.guide] : []))).toEqual([
      "full",
      "full",
      "compact",
    ])
    expect(third).toContain("cache key implementer:ses_1")
    expect(runtime.spilled.find("ses_1", digest(guide.guide).slice(0, 8))).toBe(guide.guide)
  })
})

describe("a prompt over its budget", () => {
  it("is compacted, told and recorded; what was left out can be recalled", async () => {
    const { send, records, runtime, facts } = dispatching({ dispatch: capped(1_200) })
    const prompt = await send("prt_1", long)
    const [record] = records()
    const after = testCount(prompt)
    expect(after).toBeLessThanOrEqual(1_000)
    expect(after).toBeGreaterThan(700)
    expect(prompt).toContain("Mend the parser.")
    expect(record).toMatchObject({ after, budget: 1_000, stage: expect.stringMatching(/^stage_/) })
    const before = "before" in (record ?? {}) ? Object(record).before : 0
    expect(before).toBeGreaterThan(3_000)
    expect(runtime.client.calls).toEqual([
      `info: ${dispatchCompactedToast({ role: "implementer", before, after })}`,
    ])
    const [, handle = ""] = /recall ([\da-f]+)\]/.exec(prompt) ?? []
    expect(runtime.spilled.find("ses_1", handle)).toContain("for what it is worth.")
    expect(await facts()).toMatchObject({
      facts: {
        "dispatch_compacted:implementer": true,
        "dispatch_prompt_tokens_after:implementer": after,
      },
    })
  })

  it("is refused where what would be left out cannot be kept, and nothing of it leaves", async () => {
    const { send, runtime, records } = dispatching({ dispatch: capped(1_200) })
    fs.writeFileSync(path.join(runtime.folder, RESULTS_FOLDER), "in the way")
    await expect(send("prt_1", long)).rejects.toThrow(notKept(runtime.folder))
    expect([records(), runtime.tasks.runningIn("ses_1")]).toEqual([[], []])
    expect(runtime.client.calls).toEqual([`warning: ${notKept(runtime.folder)}`])
  })

  it("of an agent without a role is compacted too where its model's window is too small", async () => {
    const { send, records } = dispatching({
      limits: { context: 4_000, output: 500 },
      client: { agentModel: async () => ({ model: testModel }) },
    })
    const prompt = await send("prt_1", long, "helper")
    expect(testCount(prompt)).toBeLessThan(3_000)
    expect(records()).toMatchObject([
      { role: "helper", task: "", stage: expect.stringMatching(/^stage_/) },
    ])
    expect(records()[0]).not.toHaveProperty("stablePrefixHash")
  })

  it.each<[string, string, object, boolean]>([
    ["of a role with a cap", "coder", capped(1_200), true],
    ["of a role without one", "critic", {}, false],
  ])("is refused where compaction is off: %s", async (_, agent, dispatch, isCapped) => {
    const scene = dispatching({
      dispatch,
      options: { auto: false },
      limits: { context: 4_000, output: 500 },
      client: { agentModel: async () => ({ model: testModel }) },
    })
    const { send, records, runtime, facts } = scene
    await expect(send("prt_1", long, agent)).rejects.toThrow(
      /^dispatch_prompt_overflow_terminal: [^]*compaction is off/,
    )
    await expect(send("prt_2", long, agent)).rejects.toThrow(
      isCapped ? "have the user raise" : /split the task\.$/,
    )
    const [record] = records()
    const { role, before: tokens, budget } = Object(record)
    expect(record).toMatchObject({
      code: "dispatch_prompt_overflow_terminal",
      stage: "none",
      after: tokens,
      auto: false,
    })
    expect(runtime.client.calls[0]).toBe(
      `warning: ${dispatchOverflowToast({ role, tokens, budget })}`,
    )
    expect(runtime.tasks.runningIn("ses_1")).toEqual([])
    expect(await facts()).toMatchObject({ facts: { [`dispatch_overflow_terminal:${role}`]: true } })
  })
})

describe("a budget that leaves no room", () => {
  it("is told with the option that makes it so, and nothing is dispatched", async () => {
    const { send, records, runtime } = dispatching({ dispatch: capped(200) })
    const refusal = budgetInvalid({ cap: 200, reserve: 200, role: "implementer" })
    await expect(send("prt_1", "Mend it.")).rejects.toThrow(refusal)
    expect(records()).toMatchObject([
      {
        code: "dispatch_budget_invalid",
        stage: "none",
        before: testCount("Mend it."),
        after: 0,
        budget: 0,
      },
    ])
    expect(runtime.client.calls).toEqual([`warning: ${refusal}`])
  })

  it("of its model's window is told as such", async () => {
    const { send, session, records } = dispatching({
      client: { agentModel: async () => ({ model: testModel }) },
    })
    session.sentSystem = 100_000
    await expect(send("prt_1", "Mend it.")).rejects.toThrow(windowTooSmall({ role: "implementer" }))
    expect(records()).toMatchObject([{ code: "dispatch_budget_invalid" }])
  })
})

const before = async (prompt: string, scene: ReturnType<typeof dispatching>) => {
  const args = { prompt, subagent_type: "coder" }
  await scene.hooks.before({ tool: "task", sessionID: "ses_1", callID: "prt_9" }, args)
  return args.prompt
}

describe("a slash command that runs as a sub-agent", () => {
  it("is stopped at its first request where its prompt does not fit, because nobody shows the error", async () => {
    const scene = dispatching({ dispatch: capped(200) })
    expect(await before("Mend it.", scene)).toBe("Mend it.")
    expect([...scene.runtime.tasks.refused]).toEqual(["Mend it."])
    expect(scene.records()).toMatchObject([{ code: "dispatch_budget_invalid" }])
  })

  it.each<[string, { id: string | undefined } | undefined, boolean]>([
    ["of a sub-agent is refused", { id: "ses_1" }, true],
    ["is refused where the host does not say whose it is", undefined, true],
    ["that the user has typed is not", { id: undefined }, false],
  ])("the same prompt %s", async (_, parent, isRefused) => {
    const scene = dispatching({ dispatch: capped(200), client: { parent: async () => parent } })
    await before("Mend it.", scene)
    const child = scene.runtime.sessions.get("ses_2")
    await scene.hooks.prompted(child, [{ type: "text", text: "Mend it." }])
    expect([child.isRefused, scene.runtime.tasks.refused.size]).toEqual([isRefused, 0])
    await scene.hooks.prompted(child, [{ type: "text", text: "Something else." }])
    expect(child.isRefused).toBe(false)
  })

  it("waits for no place among others", async () => {
    const scene = dispatching()
    for (let at = 0; at < 21; at++) await scene.see(`prt_${at}`)
    expect(await before("Mend it.", scene)).toContain("## Task")
  })
})

describe("a prompt for an agent that cannot recall", () => {
  it("is compacted without handles", async () => {
    const permission = [{ permission: "recall", pattern: "*", action: "deny" }]
    const agents = async () => [{ name: "coder", permission }]
    const { send } = dispatching({ dispatch: capped(600), client: { agents } })
    const prompt = await send("prt_1", long)
    expect(prompt).toContain("; not kept]")
    expect(prompt).not.toMatch(/\brecall\b/)
  })
})
