import { describe, expect, it } from "vitest"

import { handleOf } from "../../src/session/handle.ts"
import { digest } from "../../src/host/digest.ts"
import { unplannedHead, unplannedSize } from "../../src/host/unplanned-size.ts"
import { imitationRejected, OVERFLOW_TERMINAL, SUMMARIZER_SYSTEM } from "../../src/session/texts.ts"
import { hooked } from "../builders/hooked.ts"
import { asked, contentOf, prompted, stepped, summarizedAs } from "../builders/host-messages.ts"
import { fileText, readings, tight } from "../builders/planning.ts"
import { NOTHING_PREPARED } from "../builders/preparing.ts"

const refused = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_TERMINAL })

const broken = async (): Promise<never> => Promise.reject(new Error("broken"))

const transform = (scene: ReturnType<typeof hooked>, messages: object) =>
  scene.run("experimental.chat.messages.transform", {}, { messages })

/** Messages that name no session. */
const stray = (text: string) => [{ info: { role: "user" }, parts: [{ type: "text", text }] }]

describe("the messages of a request", () => {
  it("are planned and rewritten in place, once the tokenizer is there", async () => {
    const scene = hooked({ options: tight })
    const order: string[] = []
    const ready = async () => void order.push("ready")
    Object.assign(scene.runtime.tokens, { ready })
    const messages = readings()
    await transform(scene, messages)
    expect([order.length > 0, contentOf(messages)["m2p1"]]).toEqual([
      true,
      expect.stringMatching(/^\[compacted read alpha/),
    ])
    expect(scene.session.planned?.at).toBe("m8")
  })

  it("are a child's next step where the session is one of ours", async () => {
    const scene = hooked({ options: tight })
    const messages = readings().map((message) => ({
      ...message,
      info: { ...message.info, sessionID: "ses_child" },
    }))
    await transform(scene, messages)
    expect([scene.children, contentOf(messages)["m2p1"]]).toEqual([
      ["stepped ses_child"],
      fileText("alpha"),
    ])
  })

  it("are left alone where there are none", async () => {
    const scene = hooked()
    scene.session.unplanned = 9
    await transform(scene, [])
    expect(scene.session.unplanned).toBe(9)
  })

  it.each<[string, object, object, object]>([
    ["in a later message", {}, {}, { sessionID: "ses_1" }],
    ["in a part alone", {}, { sessionID: "ses_1" }, {}],
  ])("are those of the session that is named %s", async (_, info, part, later) => {
    const scene = hooked()
    const role = { role: "user" }
    await transform(scene, [
      {
        info: { id: "m1", ...role, ...info },
        parts: [{ id: "p1", type: "text", text: "Go", ...part }],
      },
      { info: { id: "m2", ...role, ...later }, parts: [] },
    ])
    expect(scene.session.planned?.at).toBe("m2")
  })

  it("are those of whoever asks next, where they name no session", async () => {
    const scene = hooked({ options: { budget: { fallbackContext: 10_000 } } })
    await transform(scene, readings())
    await transform(scene, stray("word ".repeat(20_000)))
    // What was planned has not left yet.
    await scene.params()
    await expect(scene.params()).rejects.toEqual(refused)
    await expect(scene.params()).rejects.toEqual(refused)
    await scene.say("m9", "On")
    await transform(scene, stray("word"))
    await scene.params()
  })

  it("forget what was planned before, and what was prepared for a compaction that never came", async () => {
    const scene = hooked()
    scene.session.compaction = { ...NOTHING_PREPARED }
    scene.session.headTokens = 9
    await transform(scene, [prompted("m1", "Hello.")])
    const { compaction, planned, headTokens } = scene.session
    expect([compaction, planned?.at, headTokens]).toEqual([undefined, "m1", undefined])
  })

  it("are the head of a compaction where one was prepared", async () => {
    const scene = hooked({ client: { messages: async () => [...readings(), asked("m9")] } })
    await scene.run("experimental.session.compacting", { sessionID: "ses_1" }, { context: [] })
    expect(scene.session.compacting).toBe(true)
    const messages = readings()
    await transform(scene, messages)
    expect(scene.session).toMatchObject({
      compacting: false,
      planned: undefined,
      compaction: { request: { id: "m9" } },
    })
    expect(scene.session.headTokens).toBeGreaterThan(4_000)
  })

  it("get the text of a summary that came back empty", async () => {
    const stored = [
      prompted("m1", "Mend it"),
      asked("m8"),
      summarizedAs("m9", "", { parentID: "m8" }),
    ]
    const scene = hooked({ client: { messages: async () => stored } })
    const messages = structuredClone([...stored.slice(1), prompted("ma", "On")])
    await transform(scene, messages)
    expect(Object.values(contentOf(messages)).join("\n")).toContain("[user] Mend it")
  })

  it("leave as they are where planning fails, with an upper bound for the gate", async () => {
    const scene = hooked()
    Object.assign(scene.runtime.tokens, { ready: broken })
    const messages = readings()
    await transform(scene, messages)
    expect(messages).toEqual(readings())
    expect(scene.session.unplanned).toBe(unplannedSize(scene.runtime, readings()))
    expect(scene.runtime.client.calls).toEqual([
      expect.stringMatching(/^log: messages\.transform failed/),
    ])
  })

  it("are the head of a compaction of that size at most, where cutting it fails", async () => {
    const history = [...readings(), asked("m9")]
    const scene = hooked({ client: { messages: async () => history } })
    await scene.run("experimental.session.compacting", { sessionID: "ses_1" }, { context: [] })
    Object.assign(scene.runtime.tokens, { ready: broken })
    await transform(scene, readings())
    const { headTokens, unplanned = Infinity } = scene.session
    expect(headTokens).toBe(unplannedHead(scene.session, unplanned))
    await expect(scene.params("compaction")).rejects.toEqual(refused)
  })
})

describe("the system text of a request", () => {
  const system = ["You are a coder.", "In /project."]
  it("is counted for the gate", async () => {
    const { run, session } = hooked()
    await run("experimental.chat.system.transform", { sessionID: "ses_1" }, { system })
    expect(session.systemSizes).toEqual([Math.ceil(system.join("\n").length / 4)])
  })

  it("is ours alone in a child, and nothing is counted", async () => {
    const { run, runtime } = hooked()
    const theirs = [...system]
    await run("experimental.chat.system.transform", { sessionID: "ses_child" }, { system: theirs })
    expect([theirs, runtime.sessions.get("ses_child").systemSizes]).toEqual([
      [SUMMARIZER_SYSTEM],
      [],
    ])
  })

  it("counts a token for each byte where the tokenizer is not there", async () => {
    const { run, session, runtime } = hooked()
    Object.assign(runtime.tokens, { ready: broken })
    await run("experimental.chat.system.transform", { sessionID: "ses_1" }, { system: ["漢字"] })
    expect(session.systemSizes).toEqual([6])
  })

  it("is nobody's where no session is named", async () => {
    const { run, session } = hooked()
    await run("experimental.chat.system.transform", {}, { system })
    expect(session.systemSizes).toEqual([])
  })
})

it("the gate has the last word, and is the only one that stops a request", async () => {
  const { params, session } = hooked()
  session.overhead = { model: "scripted/gpt-scripted", tokens: 1_000 }
  session.unplanned = 9_001
  await expect(params()).rejects.toEqual(refused)
  session.unplanned = 9_000
  await params()
  expect(session.lastAgent).toBe("build")
})

const call = (tool: string) => ({ sessionID: "ses_1", tool, callID: "c1" })

describe("a call of a tool", () => {
  it("ends a row of refusals", async () => {
    const { run, session } = hooked()
    session.refusedInRow = 2
    await run("tool.execute.before", call("read"), { args: {} })
    expect(session.refusedInRow).toBe(0)
  })

  it("is rejected where it writes one of our placeholders", async () => {
    const { run } = hooked()
    const args = {
      filePath: "a.ts",
      content: `[compacted read a.ts; recall ${handleOf(digest("x"))}]`,
    }
    await expect(run("tool.execute.before", call("write"), { args })).rejects.toThrow(
      imitationRejected("content").slice(0, 20),
    )
  })

  it.each<[string, string, unknown, unknown, boolean]>([
    [
      "of a skill that is a workflow starts it",
      "skill",
      { name: "ship" },
      { output: "Ship." },
      true,
    ],
    ["of another tool starts none", "read", { name: "ship" }, { output: "Ship." }, false],
    ["of a skill without a name starts none", "skill", {}, { output: "Ship." }, false],
    ["of a skill that failed starts none", "skill", { name: "ship" }, undefined, false],
    ["of a skill without a text starts none", "skill", { name: "ship" }, { output: 7 }, false],
  ])("%s", async (_, tool, args, result, starts) => {
    const { run, runtime } = hooked({
      options: { workflows: { match: ["ship"] } },
      client: {
        skills: async () => [{ name: "ship", description: "", location: "-", content: "Ship." }],
        messages: async () => [stepped("m2", { output: "" })],
      },
    })
    await run("tool.execute.after", { ...call(tool), args }, result)
    const { workflows } = (await runtime.state.read("ses_1")) ?? {}
    expect(workflows).toMatchObject({ records: starts ? [{ slug: "ship" }] : [] })
  })
})
