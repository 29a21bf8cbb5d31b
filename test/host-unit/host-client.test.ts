import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import type { HostClient } from "../../src/host/host-client.ts"
import { hostClientOver, NO_ANSWERS } from "../builders/sdk-client.ts"

const model = { providerID: "acme", modelID: "large" }
const part = {
  id: "prt_1",
  sessionID: "ses_1",
  messageID: "msg_1",
  type: "text",
  text: "x",
} as const

/** A host of which every call is answered like this. */
const hostThat = (answer: () => Promise<unknown>): HostClient =>
  hostClientOver({
    app: { agents: answer },
    command: { list: answer },
    config: { providers: answer },
    tool: { list: answer },
    session: { get: answer, messages: answer, update: answer, create: answer, delete: answer },
    _client: { get: answer, patch: answer },
  })

const questions: readonly (readonly [string, (client: HostClient) => Promise<unknown>])[] = [
  ["the messages of a session", (client) => client.messages("ses_1")],
  ["its metadata", (client) => client.metadata("ses_1")],
  ["its parent", (client) => client.parent("ses_1")],
  ["the agents", (client) => client.agents()],
  ["an agent's model", (client) => client.agentModel("build")],
  ["the commands", (client) => client.commands()],
  ["the skills", (client) => client.skills()],
  ["a model's tools", (client) => client.toolSchemas(model)],
  ["a model's limits", (client) => client.limits(model)],
  ["a model's prices", (client) => client.prices(model)],
  ["a new child session", (client) => client.createChild("ses_1")],
]
const orders: readonly (readonly [string, (client: HostClient) => Promise<boolean>])[] = [
  ["metadata", (client) => client.setMetadata("ses_1", { a: 1 })],
  ["a part", (client) => client.setPart(part)],
  ["a session's end", (client) => client.remove("ses_1")],
]

describe("no answer is not taken for an empty one", () => {
  it.each(
    questions.flatMap(([what, ask]) =>
      NO_ANSWERS.map(([how, answer]) => [what, how, ask, answer] as const),
    ),
  )("where a call for %s %s", async (_what, _how, ask, answer) => {
    expect(await ask(hostThat(answer))).toBeUndefined()
  })

  it.each(questions)("where a call for %s hangs", async (_, ask) => {
    vi.useFakeTimers()
    const asked = ask(hostThat(() => new Promise(() => {})))
    await vi.advanceTimersByTimeAsync(5_000)
    expect(await asked).toBeUndefined()
  })
  afterEach(() => void vi.useRealTimers())
})

describe("what was not stored is not taken for stored", () => {
  it.each(
    orders.flatMap(([what, order]) =>
      NO_ANSWERS.map(([how, answer]) => [what, how, order, answer] as const),
    ),
  )("where storing %s %s", async (_what, _how, order, answer) => {
    expect(await order(hostThat(answer))).toBe(false)
  })

  it("is taken for stored where the host says so, and a session that is gone for removed", async () => {
    const session = hostThat(async () => ({ data: { id: "ses_1" } }))
    const text = hostThat(async () => ({ data: part }))
    expect([await session.setMetadata("ses_1", {}), await text.setPart(part)]).toEqual([true, true])
    const removed = hostThat(async () => ({ data: true }))
    const gone = hostThat(async () => ({ error: {}, response: { status: 404 } }))
    expect([await removed.remove("ses_1"), await gone.remove("ses_1")]).toEqual([true, true])
  })
})

describe("a session", () => {
  it.each<[string, unknown, unknown, unknown]>([
    ["without either", { id: "ses_1" }, {}, { id: undefined }],
    ["whose metadata is null", { id: "ses_1", metadata: null }, {}, { id: undefined }],
    [
      "with both",
      { id: "ses_1", metadata: { other: 1 }, parentID: "ses_0" },
      { other: 1 },
      { id: "ses_0" },
    ],
    ["that is another one", { id: "ses_2", metadata: {} }, undefined, undefined],
    ["whose metadata is no object", { id: "ses_1", metadata: [7] }, undefined, { id: undefined }],
  ])("%s has the metadata and the parent that it states", async (_, data, metadata, parent) => {
    const client = hostThat(async () => ({ data }))
    expect([await client.metadata("ses_1"), await client.parent("ses_1")]).toEqual([
      metadata,
      parent,
    ])
  })

  it.each<[string, number, (client: HostClient) => Promise<unknown>, boolean]>([
    ["gone where its messages are not found", 404, (client) => client.messages("ses_1"), true],
    ["gone where it is not found itself", 404, (client) => client.metadata("ses_1"), true],
    ["not gone where the host fails", 500, (client) => client.metadata("ses_1"), false],
    ["not gone where another is", 404, (client) => client.metadata("ses_2"), false],
  ])("is %s", async (_, status, ask, expected) => {
    const client = hostThat(async () => ({ error: {}, response: { status } }))
    await ask(client)
    expect(client.isGone("ses_1")).toBe(expected)
  })

  it("is asked for by its id, and given the metadata as a whole", async () => {
    const asked: unknown[] = []
    const note = async (request: unknown) => {
      asked.push(request)
      return { data: { id: "ses_1" } }
    }
    const client = hostClientOver({ session: { get: note, update: note, messages: note } })
    await client.metadata("ses_1")
    await client.setMetadata("ses_1", { other: 1 })
    await client.messages("ses_1")
    const path = { id: "ses_1" }
    expect(asked).toEqual([{ path }, { path, body: { metadata: { other: 1 } } }, { path }])
  })
})

describe("agents", () => {
  afterEach(() => void vi.useRealTimers())
  const build = { name: "build" }
  const review = { name: "review", model }
  it.each<[string, readonly unknown[], number]>([
    ["are asked for once", [[build, review]], 1],
    ["are asked for again where there were none", [[], [build, review]], 2],
    ["are asked for again where the host did not answer", [undefined, [build, review]], 2],
  ])("%s", async (_, answers, calls) => {
    vi.useFakeTimers()
    let asked = 0
    const client = hostClientOver({ app: { agents: async () => ({ data: answers[asked++] }) } })
    await client.agents()
    vi.advanceTimersByTime(5_000)
    expect(await client.agents()).toEqual([build, review])
    expect([await client.agentModel("review"), await client.agentModel("build"), asked]).toEqual([
      { model },
      { model: undefined },
      calls,
    ])
  })
})

describe("commands and skills", () => {
  const plan = { name: "plan", template: "Plan: $ARGUMENTS", source: "command", agent: "build" }
  const ship = { name: "ship", location: "/skill/ship", content: "Ship." }

  it("are as the host tells them; one that is not as it should be costs only itself", async () => {
    const urls: unknown[] = []
    const client = hostClientOver({
      command: { list: async () => ({ data: [plan, { name: "prompt" }, 7] }) },
      _client: {
        get: async (request: unknown) => {
          urls.push(request)
          return { data: [null, ship, { name: "sail" }] }
        },
      },
    })
    const { agent: _agent, ...command } = plan
    expect([await client.commands(), await client.skills(), urls]).toEqual([
      [command],
      [{ ...ship, description: "" }],
      [{ url: "/skill" }],
    ])
  })

  it.each([undefined, null, {}, { get: 7 }])(
    "of a host with %j for a client are not known",
    async (raw) => {
      expect(await hostClientOver({ _client: raw }).skills()).toBeUndefined()
    },
  )
})

describe("a compaction by the host", () => {
  afterEach(() => void vi.useRealTimers())

  it.each<[string, () => Promise<unknown>, boolean]>([
    ["is queued where it goes on", () => new Promise(() => {}), true],
    ["is queued where it has ended", async () => ({ data: true }), true],
    ["is not queued where it is refused", async () => ({ error: { name: "BadRequest" } }), false],
    ["is not queued where that fails", async () => Promise.reject(new Error("offline")), false],
  ])("%s", async (_, summarize, expected) => {
    vi.useFakeTimers()
    const queued = hostClientOver({ session: { summarize } }).queueCompaction("ses_1", model)
    await vi.advanceTimersByTimeAsync(250)
    expect(await queued).toBe(expected)
  })
})

describe("what is told without waiting", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it("goes to the host as it is, and a fault of it ends nothing", async () => {
    const told: unknown[] = []
    const fail = async (request: unknown) => {
      told.push(request)
      throw new Error("offline")
    }
    const client = hostClientOver({
      tui: { showToast: fail },
      app: { log: fail },
      session: { summarize: fail, abort: fail },
    })
    client.toast("Pruned.", "info")
    client.log("A hook failed")
    expect(await client.queueCompaction("ses_1", model)).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    expect(await client.abort("ses_1")).toBeUndefined()
    const path = { id: "ses_1" }
    expect(told).toEqual([
      { body: { title: "Staged compaction", message: "Pruned.", variant: "info" } },
      { body: { service: "staged-compaction", level: "error", message: "A hook failed" } },
      { path, body: { ...model, auto: true } },
      { path },
    ])
  })
})

it("a part is stored under its message, with its own text", async () => {
  const asked: unknown[] = []
  const patch = async (request: unknown) => {
    asked.push(request)
    return { data: part }
  }
  await hostClientOver({ _client: { patch } }).setPart(part)
  expect(asked).toEqual([
    {
      url: "/session/{id}/message/{messageID}/part/{partID}",
      path: { id: "ses_1", messageID: "msg_1", partID: "prt_1" },
      body: part,
      headers: { "Content-Type": "application/json" },
    },
  ])
})

/** A host that needs so long to make a session, milliseconds. */
const madeAfter = async (delay: number) => {
  const calls: unknown[] = []
  const client = hostClientOver({
    session: {
      create: async (request: unknown) => {
        calls.push(request)
        await new Promise((resolve) => setTimeout(resolve, delay))
        return { data: { id: "ses_child" } }
      },
      delete: async (request: unknown) => void calls.push(request),
    },
  })
  const asked = client.createChild("ses_1")
  await vi.advanceTimersByTimeAsync(10_000)
  return { id: await asked, calls }
}

describe("a child session", () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const body = { parentID: "ses_1", title: "Summary for the context compaction" }

  it("is made below its parent, and stays", async () => {
    expect(await madeAfter(2_900)).toEqual({ id: "ses_child", calls: [{ body }] })
  })

  it("that is made when nobody waits for it any more is deleted at once", async () => {
    expect(await madeAfter(3_100)).toEqual({
      id: undefined,
      calls: [{ body }, { path: { id: "ses_child" } }],
    })
  })
})
