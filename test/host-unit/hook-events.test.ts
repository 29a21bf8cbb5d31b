import fs from "node:fs"
import { describe, expect, it } from "vitest"
import { journalFile } from "../../src/host/journal.ts"
import { fruitlessToast } from "../../src/session/texts.ts"
import { hooked } from "../builders/hooked.ts"
import { asked, hostModel, prompted, stepped, summarizedAs } from "../builders/host-messages.ts"
import { readings } from "../builders/planning.ts"
import { NOTHING_PREPARED } from "../builders/preparing.ts"
import { overflowed, tooLong } from "../builders/refusals.ts"

const empty = [prompted("m1", "Mend it"), asked("m8"), summarizedAs("m9", "", { parentID: "m8" })]
const model = {
  id: hostModel.modelID,
  providerID: hostModel.providerID,
  limit: { context: 11_000, output: 1_000 },
}
const told = ({ runtime }: ReturnType<typeof hooked>): readonly string[] =>
  runtime.client.calls.filter((call) => call.startsWith("part of"))

describe("a session that is deleted", () => {
  it("leaves nothing behind", async () => {
    const { event, session, runtime } = hooked()
    session.journal.append([{ type: "fork", origin: "o", at: "m1" }])
    runtime.tasks.find("ses_1", "c1", "called").state = "running"
    await event("session.deleted", { info: { id: "ses_1" } })
    expect([
      fs.existsSync(journalFile(runtime.folder, "ses_1")),
      runtime.tasks.runningIn("ses_1"),
      runtime.sessions.get("ses_1") === session,
    ]).toEqual([false, [], false])
  })
})

describe("a message that is undone", () => {
  it.each<[string, object, string, readonly string[]]>([
    ["takes back what it did to workflows", {}, "ses_1", ["m3"]],
    [
      "takes back nothing where workflows are switched off",
      { workflows: { enabled: false } },
      "ses_1",
      [],
    ],
    ["is none of ours in a child session", {}, "ses_child", []],
  ])("%s", async (_, options, sessionID, removed) => {
    const { event, runtime } = hooked({ options })
    await event("message.removed", { sessionID, messageID: "m3" })
    expect([...runtime.sessions.get(sessionID).removed]).toEqual(removed)
  })

  it("takes back what it dispatched", async () => {
    const { event, session } = hooked()
    session.dispatches.append([
      {
        type: "dispatch",
        call: "p1",
        message: "m3",
        at: 1,
        pid: 1,
        host: "h",
        role: "r",
        agent: "a",
        task: "",
        stage: "none",
        before: 1,
        after: 1,
        budget: 0,
        guide: "none",
        auto: true,
      },
    ])
    await event("message.removed", { sessionID: "ses_1", messageID: "m3" })
    expect(session.dispatches.refresh().at(-1)).toMatchObject({
      type: "dispatch-undone",
      message: "m3",
    })
  })
})

describe("a part that is stored", () => {
  it("tells of a sub-agent that has started", async () => {
    const { event, runtime, session } = hooked()
    const part = {
      type: "tool",
      tool: "task",
      id: "p1",
      callID: "c1",
      sessionID: "ses_1",
      messageID: "m1",
      state: { status: "running", metadata: { sessionId: "ses_2" } },
    }
    await event("message.part.updated", { part })
    expect([
      runtime.tasks.ofChild("ses_1", "ses_2")?.id,
      session.dispatches.refresh(),
    ]).toMatchObject(["p1", [{ type: "dispatch-started", call: "p1", child: "ses_2" }]])
  })
})

describe("a request that the host tries again", () => {
  it.each<[string, object, readonly string[]]>([
    ["counts in a child session", { type: "retry", attempt: 2 }, ["retried ses_child 2"]],
    ["is no other status", { type: "busy" }, []],
  ])("%s", async (_, status, expected) => {
    const { event, children } = hooked()
    await event("session.status", { sessionID: "ses_child", status })
    expect(children).toEqual(expected)
  })
})

describe("a compaction that has ended", () => {
  it("has its empty summary filled", async () => {
    const scene = hooked({ client: { messages: async () => empty } })
    await scene.event("session.compacted", { sessionID: "ses_1" })
    expect(told(scene)).toEqual([expect.stringMatching(/^part of m9: [^]*Mend it/)])
  })

  it("has nothing filled in a child session", async () => {
    const scene = hooked({ client: { messages: async () => empty } })
    await scene.event("session.compacted", { sessionID: "ses_child" })
    expect(told(scene)).toEqual([])
  })

  it("has its empty summary filled before the host goes on, and is stopped where it made no room", async () => {
    const row = [
      prompted("m1", "Go"),
      ...[10, 20, 30].flatMap((at) => [
        asked(`m${at}`),
        summarizedAs(`m${at + 1}`, at === 30 ? "" : "All.", { parentID: `m${at}` }),
      ]),
    ]
    const scene = hooked({ client: { messages: async () => row } })
    const output = { enabled: true }
    await scene.run("experimental.compaction.autocontinue", { sessionID: "ses_1", model }, output)
    expect([output.enabled, told(scene).length, scene.runtime.client.calls.at(-1)]).toEqual([
      false,
      1,
      `warning: ${fruitlessToast}`,
    ])
  })

  it("is prepared in no child session", async () => {
    const { run, runtime } = hooked({ client: { messages: async () => empty } })
    const output = { context: [] }
    await run("experimental.session.compacting", { sessionID: "ses_child" }, output)
    expect([output.context, runtime.sessions.get("ses_child").compacting]).toEqual([[], false])
  })
})

describe("a text that is complete", () => {
  const fact = { title: "Rules", lines: [{ text: "Never push.", needle: "Never push." }] }
  const prepared = { ...NOTHING_PREPARED, needed: [fact], factTokens: 100 }
  it("ends a row of refusals where it answers the user", async () => {
    const { run, session } = hooked()
    Object.assign(session, { refusedInRow: 2, compaction: { ...prepared } })
    const output = { text: "It is done." }
    await run("experimental.text.complete", { sessionID: "ses_1" }, output)
    expect([output.text, session.refusedInRow]).toEqual(["It is done.", 0])
  })

  it("gets its facts where it is the host's summary", async () => {
    const { run, session } = hooked()
    Object.assign(session, {
      lastKind: "compaction",
      refusedInRow: 2,
      compaction: { ...prepared },
    })
    const output = { text: "It is done." }
    await run("experimental.text.complete", { sessionID: "ses_1" }, output)
    expect([output.text, session.refusedInRow]).toEqual([
      expect.stringMatching(/^It is done\.[^]*Never push\./),
      2,
    ])
  })

  it("is left alone in a child session", async () => {
    const { run, runtime } = hooked()
    const child = runtime.sessions.get("ses_child")
    Object.assign(child, { lastKind: "compaction", compaction: { ...prepared } })
    const output = { text: "It is done." }
    await run("experimental.text.complete", { sessionID: "ses_child" }, output)
    expect(output.text).toBe("It is done.")
  })
})

const summarizing = (awaited: boolean, aborted: string[]) => ({
  awaited,
  ended: Promise.resolve(),
  abort: () => void aborted.push("aborted"),
})

describe("a turn that is over", () => {
  it.each<[string, string, object, boolean, readonly string[]]>([
    ["aborts a summary that its request waited for", "session.idle", {}, true, ["aborted"]],
    ["lets one go on that is written ahead of need", "session.idle", {}, false, []],
    [
      "aborts either where the user has aborted it",
      "session.error",
      { error: { name: "MessageAbortedError" } },
      false,
      ["aborted"],
    ],
    [
      "lets either go on behind another error",
      "session.error",
      { error: { name: "UnknownError" } },
      true,
      [],
    ],
  ])("%s", async (_, type, more, awaited, expected) => {
    const { event, session } = hooked()
    const aborted: string[] = []
    session.summarizing = summarizing(awaited, aborted)
    await event(type, { sessionID: "ses_1", ...more })
    expect(aborted).toEqual(expected)
  })

  it("frees the places of its sub-agents, and stops what shortens their prompts", async () => {
    const { event, session, runtime } = hooked()
    runtime.tasks.find("ses_1", "c1", "called").state = "running"
    const abort = new AbortController()
    session.rewriting.add(abort)
    await event("session.idle", { sessionID: "ses_1" })
    expect([runtime.tasks.runningIn("ses_1"), abort.signal.aborted]).toEqual([[], true])
  })
})

describe("an error of a session", () => {
  const error = overflowed(tooLong(8_000))
  it("teaches the limit that a provider names", async () => {
    const { event, send, runtime } = hooked()
    await send(readings())
    await event("session.error", { sessionID: "ses_1", error })
    expect(runtime.models.get("scripted/gpt-scripted").context).toBe(8_000)
  })

  it("teaches nothing where it names no session", async () => {
    const { event, send, runtime } = hooked()
    await send(readings())
    await event("session.error", { error })
    expect(runtime.models.get("scripted/gpt-scripted").context).toBeUndefined()
    expect(runtime.client.calls).toEqual([])
  })
})

it.each<[string, string, boolean]>([
  ["that ends the turn ends a compaction that was announced", "MessageAbortedError", false],
  ["after which the host compacts leaves it announced", "ContextOverflowError", true],
])("an error %s", async (_, name, expected) => {
  const { run, event, session } = hooked()
  await run("experimental.session.compacting", { sessionID: "ses_1" }, { context: [] })
  await event("session.error", { sessionID: "ses_1", error: { name, data: {} } })
  expect(session.compacting).toBe(expected)
})

it("an event that is none of these changes nothing", async () => {
  const { event, session, runtime, children } = hooked()
  const before = { ...session }
  await event("session.updated", {
    info: { id: "ses_1" },
    sessionID: "ses_1",
    messageID: "m1",
    part: { type: "text" },
  })
  await event("message.part.updated", { part: stepped("m1", { text: "Hm." }).parts[0] })
  expect([{ ...session }, runtime.client.calls, children]).toEqual([before, [], []])
})

it("the plugin ends when its children are gone and all facts are written", async () => {
  const { run, children, runtime } = hooked()
  runtime.state.record("ses_1", { facts: { a: 1 } })
  await run("dispose")
  expect([children, runtime.client.metadataOf.get("ses_1")]).toMatchObject([
    ["close"],
    { "staged-compaction": { facts: { a: 1 } } },
  ])
})
