import { describe, expect, it } from "vitest"
import { SUMMARIZER_AGENT } from "../../src/host/summarizer-agent.ts"
import { hooked } from "../builders/hooked.ts"
import { prompted } from "../builders/host-messages.ts"

describe("the configuration", () => {
  it.each<[string, object, object]>([
    ["says nothing of compaction", {}, { auto: true, reserved: undefined, model: undefined }],
    [
      "switches it off",
      { compaction: { auto: false } },
      { auto: false, reserved: undefined, model: undefined },
    ],
    [
      "reserves tokens",
      { compaction: { auto: true, reserved: 9_000 } },
      { auto: true, reserved: 9_000, model: undefined },
    ],
    [
      "reserves no number",
      { compaction: { reserved: "9" } },
      { auto: true, reserved: undefined, model: undefined },
    ],
    [
      "gives its agent a model",
      { agent: { compaction: { model: "acme/large/v2" } } },
      { auto: true, reserved: undefined, model: { providerID: "acme", modelID: "large/v2" } },
    ],
    [
      "gives its agent no model that could be one",
      { agent: { compaction: { model: "acme" } } },
      { auto: true, reserved: undefined, model: undefined },
    ],
  ])("is taken over where it %s", async (_, config, native) => {
    const { run, runtime } = hooked()
    await run("config", config)
    expect(runtime.native).toEqual(native)
  })

  it("does not switch on what the environment has switched off", async () => {
    const { run, runtime } = hooked()
    runtime.native.auto = false
    await run("config", { compaction: { auto: true } })
    expect(runtime.native.auto).toBe(false)
  })

  it("gets our hidden agent, and outputs that are no larger than their windows", async () => {
    const { run } = hooked()
    const limit = { context: 8_000, output: 8_000 }
    const config = { provider: { acme: { models: { large: { limit } } } } }
    await run("config", config)
    expect(config).toMatchObject({ agent: { [SUMMARIZER_AGENT]: { hidden: true } } })
    expect(limit.output).toBe(2_000)
  })
})

describe("a prompt", () => {
  it("begins anew: what was counted in a row is forgotten", async () => {
    const { say, session } = hooked()
    Object.assign(session, { forcedInRow: 2, refusedInRow: 2, compacting: true })
    await say("m1", "Go", "on")
    expect(session).toMatchObject({ forcedInRow: 0, refusedInRow: 0, compacting: false })
  })

  it("is no command because a file or a result in it reads like one", async () => {
    const { run, session } = hooked()
    const text = "Review the whole parser as the team's checklist says."
    const command = { slug: "review", text, task: "", parts: [{ type: "text", text }] }
    session.commands.push(command)
    const parts = [
      { type: "text", text: "See it." },
      { type: "text", synthetic: true, text },
    ]
    await run("chat.message", { sessionID: "ses_1" }, { message: { id: "m1" }, parts })
    expect(session.commands).toEqual([command])
    await run("chat.message", { sessionID: "ses_1" }, { message: { id: "m2" }, parts: [parts[1]] })
    expect(session.commands).toEqual([command])
  })

  it("that is the first has orphans removed, and only that one", async () => {
    const { say, children } = hooked()
    await say("m1", "Go")
    await say("m2", "On")
    expect(children).toEqual(["remove orphans"])
  })

  it.each<[string, object, readonly string[]]>([
    ["asks for workflows with the first", {}, ["commands"]],
    ["asks for none where they are switched off", { workflows: { enabled: false } }, []],
    [
      "asks each time for agents where any has a role",
      {
        workflows: { enabled: false },
        dispatch: { roles: { implementer: { agents: ["coder"] } } },
      },
      ["agents", "agents"],
    ],
  ])("%s", async (_, options, expected) => {
    const calls: string[] = []
    const note = (name: string) => async () => {
      calls.push(name)
      return []
    }
    const { say } = hooked({
      options,
      client: { commands: note("commands"), agents: note("agents") },
    })
    await say("m1", "Go")
    await say("m2", "On")
    expect(calls).toEqual(expected)
  })

  it("to a child of ours is none of a user's", async () => {
    const { run, runtime, children } = hooked()
    const child = runtime.sessions.get("ses_child")
    child.forcedInRow = 2
    await run(
      "chat.message",
      { sessionID: "ses_child" },
      { message: { id: "m1" }, parts: [{ type: "text", text: "Go" }] },
    )
    expect([child.forcedInRow, children]).toEqual([2, []])
  })

  it("that is a command is a workflow from its request on", async () => {
    const { run, say, send, runtime } = hooked({
      options: { workflows: { match: ["review"] } },
      client: { commands: async () => [{ name: "review", template: "Review. You must test." }] },
    })
    await run(
      "command.execute.before",
      { sessionID: "ses_1", command: "review", arguments: " it " },
      { parts: [{ type: "text", text: "Review it" }] },
    )
    await say("m1", "Review it")
    await send([prompted("m1", "Review it")])
    expect(await runtime.state.read("ses_1")).toMatchObject({
      workflows: { records: [{ slug: "review", task: "it" }] },
    })
  })
})
