import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { hooked } from "../builders/hooked.ts"
import { asked, prompted, summarizedAs } from "../builders/host-messages.ts"
import { readings } from "../builders/planning.ts"
import { hostClientOver } from "../builders/sdk-client.ts"

// Else it would be loaded while time goes on.
beforeAll(() => import("../../src/host/before-dispatch.ts"))
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }))
afterEach(() => void vi.useRealTimers())

/** Milliseconds of the fake clock until a hook had ended. */
const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  let end = Infinity
  void run().finally(() => (end = performance.now() - started))
  for (let step = 0; step < 200; step++) {
    // oxlint-disable-next-line no-await-in-loop -- files are read and modules loaded between two steps
    await new Promise((resolve) => setImmediate(resolve))
    // oxlint-disable-next-line no-await-in-loop -- time goes on step by step
    await vi.advanceTimersByTimeAsync(100)
  }
  return end
}

/** All hooks over a host that answers nothing, and how often each of its calls was made. */
const silent = () => {
  const calls: Record<string, number> = {}
  const hangs = (name: string) => () => {
    calls[name] = (calls[name] ?? 0) + 1
    return new Promise<never>(() => {})
  }
  const names = ["get", "messages", "update", "create", "delete", "abort", "summarize"]
  const client = hostClientOver({
    app: { agents: hangs("agents"), log: hangs("log") },
    command: { list: hangs("commands") },
    config: { providers: hangs("providers") },
    tool: { list: hangs("tools") },
    tui: { showToast: hangs("toast") },
    session: Object.fromEntries(names.map((name) => [name, hangs(name)])),
    _client: { get: hangs("skills"), patch: hangs("patch") },
  })
  const scene = hooked({
    client,
    options: { workflows: { match: ["ship"] }, summarize: { enabled: true } },
  })
  const transform = (messages: object) => () =>
    scene.run("experimental.chat.messages.transform", {}, { messages })
  const output = { context: [] }
  const compacting = () =>
    scene.run("experimental.session.compacting", { sessionID: "ses_1" }, output)
  const model = { id: "gpt-scripted", providerID: "scripted", limit: { context: 9, output: 1 } }
  return {
    ...scene,
    calls,
    transform,
    compacting,
    hooks: {
      "a command": () =>
        scene.run(
          "command.execute.before",
          { command: "ship", sessionID: "ses_1", arguments: "" },
          { parts: [] },
        ),
      "a prompt": () => scene.say("m1", "Go"),
      "a request": transform(readings()),
      "an empty summary": transform([
        prompted("m1", "Go"),
        asked("m2"),
        summarizedAs("m3", "", { parentID: "m2" }),
        prompted("m4", "On"),
      ]),
      "a skill": () =>
        scene.run(
          "tool.execute.after",
          { tool: "skill", sessionID: "ses_1", callID: "c1", args: { name: "ship" } },
          { output: "Ship." },
        ),
      "a sub-agent": () =>
        scene.run(
          "tool.execute.before",
          { tool: "task", sessionID: "ses_1", callID: "c2" },
          { args: { prompt: "Go", subagent_type: "general" } },
        ),
      "a compaction": compacting,
      "its end": () =>
        scene.run(
          "experimental.compaction.autocontinue",
          { sessionID: "ses_1", model },
          { enabled: true },
        ),
      "the host's exit": () => scene.run("dispose"),
    },
  }
}
const kinds = Object.keys(silent().hooks)

describe("where the host answers nothing", () => {
  it.each(kinds)("no hook waits longer than five seconds: %s", async (name) => {
    const scene = silent()
    const hook = Object.entries(scene.hooks).find(([kind]) => kind === name)?.[1]
    expect(hook).toBeDefined()
    if (name === "the host's exit") scene.runtime.state.record("ses_1", { facts: { seen: true } })
    expect(await timed(hook ?? scene.compacting)).toBeLessThanOrEqual(5_000)
  })

  it("requests wait for each look-up once, and not again within a minute", async () => {
    const { transform, calls } = silent()
    const request = () => timed(transform(readings()))
    const waits = [await request(), await request(), await request(), await request()]
    expect(waits.slice(2)).toEqual([0, 0])
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(9_000)
    expect([calls["providers"], calls["tools"], calls["get"]]).toEqual([1, 1, 1])
  })

  it("a compaction waits for the messages once", async () => {
    const { transform, compacting, hooks, calls } = silent()
    expect(await timed(compacting)).toBe(5_000)
    await timed(transform(readings()))
    await timed(hooks["its end"])
    expect(calls["messages"]).toBe(1)
  })
})

describe("what the host does not tell", () => {
  const stored = [
    prompted("m1", "Mend it"),
    asked("m8"),
    summarizedAs("m9", "", { parentID: "m8" }),
  ]
  const later = structuredClone([...stored.slice(1), prompted("ma", "On")])
  const scene = (metadata: () => Promise<Record<string, unknown> | undefined>) =>
    hooked({ client: { messages: async () => stored, metadata } })

  it.each<[string, () => Promise<Record<string, unknown> | undefined>, number]>([
    ["is not stored in place of a summary", async () => undefined, 0],
    ["is stored as soon as it is told", async () => ({ [METADATA_KEY]: { version: 1 } }), 1],
  ])("%s", async (_, metadata, parts) => {
    const { run, runtime } = scene(metadata)
    const messages = structuredClone(later)
    await run("experimental.chat.messages.transform", {}, { messages })
    expect(JSON.stringify(messages)).toContain("[user] Mend it")
    const written = runtime.client.calls.filter((call) => call.startsWith("part of m9"))
    expect(written).toHaveLength(parts)
  })
})
