import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import {
  hasDrifted,
  seenWorkflows,
  standingBlock,
  tellIdle,
  workflowBlock,
} from "../../src/host/workflows.ts"
import { writeWorkflows } from "../../src/workflow/read-workflows.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import * as texts from "../../src/workflow/texts.ts"
import { closedWorkflow, workflow } from "../builders/any-workflow.ts"
import { testCount } from "../builders/meter.ts"
import { createTestRuntime } from "../builders/runtime.ts"

const active = workflow()
const over = closedWorkflow({ id: "plan-1", slug: "plan" })
const insert = (text: string) => ({ type: "insert" as const, after: "m1", text, tokens: 9 })

/** A session with these workflows stored, of a host that counts how often it is asked. */
const scene = (records: readonly WorkflowRecord[], options: object = {}) => {
  const runtime = createTestRuntime({ options })
  const { client } = runtime
  const { metadata } = client
  let asked = 0
  const store = (now: readonly WorkflowRecord[]): void =>
    void client.metadataOf.set("ses_1", { [METADATA_KEY]: writeWorkflows({}, now, digest) })
  store(records)
  Object.assign(client, {
    metadata: async (sessionID: string) => {
      asked++
      return metadata(sessionID)
    },
  })
  return {
    runtime,
    client,
    session: runtime.sessions.get("ses_1"),
    store,
    fall: () => Object.assign(client, { metadata: async () => undefined }),
    asked: () => asked,
  }
}

describe("the workflows of a session", () => {
  it.each<[string, readonly WorkflowRecord[], number]>([
    ["are read with each request while one is active", [active], 3],
    ["are read once for a prompt while none is active", [over], 1],
    ["are read once for a prompt while there is none", [], 1],
  ])("%s", async (_, records, times) => {
    const { runtime, session, asked } = scene(records)
    const seen = [
      await seenWorkflows(runtime, session),
      await seenWorkflows(runtime, session),
      await seenWorkflows(runtime, session),
    ]
    expect([seen, asked()]).toEqual([[records, records, records], times])
  })

  it("are read again with the next prompt, though none was active", async () => {
    const { runtime, session, store } = scene([over])
    await seenWorkflows(runtime, session)
    session.workflows = { records: [over], isFresh: false }
    store([active])
    expect(await seenWorkflows(runtime, session)).toEqual([active])
    expect(session.workflows).toEqual({ records: [active], isFresh: true })
  })

  it("are as last seen where the host does not answer", async () => {
    const { runtime, session, fall } = scene([active])
    await seenWorkflows(runtime, session)
    fall()
    expect(await seenWorkflows(runtime, session)).toEqual([active])
  })

  it("are not known, and no empty list, where the host has never answered", async () => {
    const { runtime, session, fall } = scene([active])
    fall()
    expect(await seenWorkflows(runtime, session)).toBeUndefined()
    expect(session.workflows).toBeUndefined()
  })

  it("are none, and nobody is asked, where they are switched off", async () => {
    const { runtime, session, asked } = scene([active], { workflows: { enabled: false } })
    session.removed.add("m1")
    expect([await seenWorkflows(runtime, session), asked(), session.removed.size]).toEqual([
      [],
      0,
      1,
    ])
  })

  it("are as they were before a message that is undone", async () => {
    const { runtime, session } = scene([active])
    session.removed.add("m1")
    expect(await seenWorkflows(runtime, session)).toEqual([])
  })

  it.each<[string, string, readonly WorkflowRecord[], readonly string[]]>([
    [
      "are told as lost where the newest insert has some and the state none",
      "<workflows>",
      [],
      [`warning: ${texts.lostToast}`],
    ],
    ["are not told as lost where the newest insert has none either", "", [], []],
    ["are not told as lost where they are there", "<workflows>", [active], []],
    ["are not told as lost where they are over", "<workflows>", [over], []],
  ])("%s", async (_, text, records, told) => {
    const { runtime, session, client } = scene(records)
    session.journal.append([insert("<workflows>"), insert(text)])
    await seenWorkflows(runtime, session)
    expect(client.calls).toEqual(told)
  })

  it("are kept aside and told where they are damaged, and not as lost", async () => {
    const { runtime, session, client } = scene([])
    client.metadataOf.set("ses_1", { [METADATA_KEY]: { workflows: [7] } })
    session.journal.append([insert("<workflows>")])
    expect(await seenWorkflows(runtime, session)).toEqual([])
    expect(client.calls).toEqual([expect.stringMatching(/^warning: .* A copy is kept in /)])
  })
})

it.each<[string, readonly string[], string]>([
  [
    "the newest insert",
    ["<workflows>\nA\n</workflows>", "<workflows>\nB\n</workflows>"],
    "<workflows>\nB\n</workflows>",
  ],
  [
    "no more of it than that",
    ["<workflows>\nB\n</workflows>\n<dispatches>\n</dispatches>"],
    "<workflows>\nB\n</workflows>",
  ],
  ["nothing where the newest has none", ["<workflows>\nA\n</workflows>", ""], ""],
  ["nothing where it is torn", ["</workflows><workflows>"], ""],
  ["nothing where there is no insert", [], ""],
])("the block that stands is that of %s", (_, inserts, expected) => {
  const { session } = scene([])
  session.journal.append(inserts.map(insert))
  expect(standingBlock(session)).toBe(expected)
})

const commands = (...names: readonly string[]) => ({
  commands: async () =>
    names.map((name) => ({ name, template: `Do ${name}.`, description: `About ${name}` })),
})

describe("the block of workflows", () => {
  const options = { workflows: { match: ["review", "plan", "ship"] } }

  it("has what is active, and what else is available", async () => {
    const { runtime, client } = scene([], options)
    Object.assign(client, commands("review", "plan", "hello"))
    const block = await workflowBlock(runtime, [active, over], 100_000)
    expect(block).toContain("review-1")
    expect(block).toContain("Always run the tests.")
    expect(block).toContain("plan: About plan")
    expect(block).not.toContain("plan-1")
    expect(block).not.toContain("hello")
  })

  it.each<[string, readonly WorkflowRecord[]]>([
    ["none is active", [over]],
    ["there is none", []],
  ])("is empty where %s", async (_, records) => {
    const { runtime } = scene([], options)
    expect(await workflowBlock(runtime, records, 100_000)).toBe("")
  })

  const wordy = workflow({
    obligations: Array.from(
      { length: 60 },
      (_, index) => `Always keep promise number ${index} of the many.`,
    ),
  })
  it.each<[string, object, number, number]>([
    ["the option says", { workflows: { maxTokens: 400 } }, 100_000, 400],
    ["is a tenth of the limit", { workflows: { maxTokens: 4_000 } }, 5_000, 500],
  ])("fills no more than %s, and nearly all of that", async (_, given, limit, most) => {
    const { runtime } = scene([], given)
    const tokens = testCount(await workflowBlock(runtime, [wordy], limit))
    expect(tokens).toBeLessThanOrEqual(most)
    expect(tokens).toBeGreaterThan(0.85 * most)
  })

  it("says which workflow's text has changed since it was invoked", async () => {
    const { runtime, client } = scene([], options)
    Object.assign(client, commands("review", "ship"))
    const same = workflow({
      id: "ship-1",
      slug: "ship",
      snapshot: { digest: digest("Do ship."), text: "Do ship." },
    })
    const block = await workflowBlock(runtime, [active, same], 100_000)
    expect(block).toContain(texts.inBlock(texts.driftLine("review-1")))
    expect(block).not.toContain(texts.driftLine("ship-1"))
  })
})

it.each<[string, WorkflowRecord, string | undefined, boolean]>([
  ["has another text now", active, "Other.", true],
  [
    "has the text that it had",
    workflow({ snapshot: { digest: digest("Same."), text: "" } }),
    "Same.",
    false,
  ],
  ["is over", over, "Other.", false],
  ["is gone", active, undefined, false],
])("a workflow whose source %s has drifted: %#", (_, record, latest, expected) => {
  expect(hasDrifted(record, latest)).toBe(expected)
})

describe("a workflow that nothing has happened to", () => {
  const DAY = 86_400_000
  it.each<[string, number, WorkflowRecord, readonly string[]]>([
    [
      "for seven days is told",
      7 * DAY,
      active,
      [`warning: ${texts.idleToast({ id: "review-1", days: 7 })}`],
    ],
    [
      "for nine and a half days is told",
      9.5 * DAY,
      active,
      [`warning: ${texts.idleToast({ id: "review-1", days: 9 })}`],
    ],
    ["for a second less is not", 7 * DAY - 1_000, active, []],
    ["but is over is not", 9 * DAY, over, []],
  ])("%s", (_, idle, record, told) => {
    const { runtime, session, client } = scene([])
    const records = [{ ...record, updated: 5_000 }]
    tellIdle({ ...runtime, clock: () => 5_000 + idle }, session, records)
    tellIdle({ ...runtime, clock: () => 5_000 + idle }, session, records)
    expect(client.calls).toEqual(told)
  })
})
