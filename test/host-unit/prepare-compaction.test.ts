import { describe, expect, it } from "vitest"
import { editRecord } from "../../src/session/events.ts"
import { startFactor } from "../../src/session/model-profile.ts"
import { closedWorkflow, workflow } from "../builders/any-workflow.ts"
import { asked, hostModel, prompted, stepped, summarizedAs } from "../builders/host-messages.ts"
import { testCount } from "../builders/meter.ts"
import { NOTHING_PREPARED, prepared, ruled } from "../builders/preparing.ts"
import type { Prepared } from "../builders/preparing.ts"
import { storeWorkflows } from "../builders/store-workflows.ts"
import { readOutput } from "../builders/transcript.ts"

const factor = startFactor("gpt-scripted")
const pending = asked("m9")
const all = { protect: { userTokens: 100_000 } }

describe("the facts of a compaction", () => {
  it.each<[string, Prepared, number]>([
    ["a tenth of the window", {}, 40_000],
    [
      "a tenth of the summarizer's window, where that is smaller",
      {
        client: {
          limits: async ({ modelID }) => ({
            context: modelID === "gpt-small" ? 21_000 : 41_000,
            output: 1_000,
          }),
        },
        prepare: ({ runtime }) => (runtime.native.model = { ...hostModel, modelID: "gpt-small" }),
      },
      20_000,
    ],
    [
      "a tenth of the session's window, where that is smaller",
      {
        client: {
          limits: async ({ modelID }) => ({
            context: modelID === "gpt-large" ? 81_000 : 41_000,
            output: 1_000,
          }),
        },
        prepare: ({ runtime }) => (runtime.native.model = { ...hostModel, modelID: "gpt-large" }),
      },
      40_000,
    ],
  ])("fill %s at most, and nearly all of that", async (_, given, limit) => {
    const { output, compaction } = await prepared([...ruled, pending], { options: all, ...given })
    const most = Math.floor((0.1 * limit) / factor)
    expect(compaction?.factTokens).toBe(most)
    const [told = "", ...others] = output.context
    expect(testCount(told)).toBeLessThan(most + 60)
    expect(testCount(told)).toBeGreaterThan(0.9 * most)
    expect(others).toEqual([])
  })

  it("are the same in what is needed behind the summary, with no more of a long request than two fifths", async () => {
    const long = "Then this too, please. ".repeat(3_000)
    const { compaction } = await prepared([...ruled.slice(0, 2), prompted("m3", long), pending], {
      options: all,
    })
    const [request, ...others] = compaction?.needed ?? []
    const tokens = testCount(request?.lines[0]?.text ?? "")
    expect(tokens).toBeLessThanOrEqual(0.4 * (compaction?.factTokens ?? 0))
    expect(tokens).toBeGreaterThan(0.35 * (compaction?.factTokens ?? 0))
    expect(others.flatMap(({ lines }) => lines)).toHaveLength(900)
  })

  it("are told with all that is known, and needed only as far as the work depends on them", async () => {
    const read = stepped("m4", {
      input: { filePath: "/project/a.ts" },
      output: readOutput("/project/a.ts", ["export const a = 1"]),
    })
    const { output, compaction } = await prepared([...ruled.slice(2), read, pending])
    expect(output.context.join("\n")).toContain("a.ts")
    expect(JSON.stringify(compaction?.needed)).not.toContain("a.ts")
  })
})

const summary = (text: string, at: string) =>
  editRecord({
    target: { message: "m2", part: "", field: "message" },
    source: "s",
    replacement: { kind: "text", text },
    stage: "stage_c_llm",
    reason: "summarized",
    before: 900,
    after: 9,
    at,
  })

describe("what is prepared", () => {
  it("is forgotten from the compaction before, which may never have come", async () => {
    const { session, output } = await prepared([...ruled], {
      options: { compactionContext: ["Mention ACME."] },
      prepare: ({ session: before }) => {
        before.headTokens = 77
        before.compaction = { ...NOTHING_PREPARED, completed: true }
      },
    })
    expect([session.compacting, session.compaction, session.headTokens, output.context]).toEqual([
      true,
      undefined,
      0,
      ["Mention ACME."],
    ])
  })

  it.each<
    [string, Prepared["output"], object, (output: { context: string[]; prompt?: string }) => string]
  >([
    ["into the prompt's context", { context: ["Theirs."] }, {}, ({ context }) => context.join("")],
    [
      "into a prompt of the user's",
      { context: ["Theirs."] },
      { compactionPromptOverride: "A haiku." },
      ({ context }) => [...context, "A haiku."].join(""),
    ],
  ])("knows how much it has added %s", async (_, output, options, whole) => {
    const { compaction, output: written } = await prepared([...ruled.slice(2), pending], {
      output,
      options,
    })
    const added = "prompt" in written ? written.prompt : whole(written)
    expect(compaction?.added).toBeGreaterThan(0)
    expect(Math.abs((compaction?.added ?? 0) - testCount(added ?? ""))).toBeLessThan(120)
    expect(compaction).toMatchObject({
      request: { id: "m9" },
      behind: [],
      completed: false,
      guidance: [],
    })
  })

  it("has the block of active workflows first, and their lines as guidance", async () => {
    const { output, compaction } = await prepared([...ruled.slice(2), pending], {
      prepare: ({ runtime }) => storeWorkflows(runtime.client, "ses_1", workflow()),
    })
    expect(output.context[0]).toMatch(/<workflows>[^]*Always run the tests\.[^]*<\/workflows>/)
    expect(compaction?.guidance).toContain("Always run the tests.")
  })

  it("has nothing that binds of workflows that are over", async () => {
    const said = [
      prompted("m1", "Do it.\nAlways run the tests.\nNever touch module 7 of the many."),
      ...ruled.slice(1),
    ]
    const { output, compaction } = await prepared([...said, pending], {
      prepare: ({ runtime }) =>
        storeWorkflows(
          runtime.client,
          "ses_1",
          closedWorkflow({
            obligations: ["Always run the tests."],
            invocation: { source: "tool", at: 1 },
          }),
        ),
    })
    expect(output.context.join("\n")).toContain("Never touch module 7")
    expect(output.context.join("\n")).not.toContain("Always run the tests")
    expect(JSON.stringify(compaction?.needed)).not.toContain("Always run the tests")
  })

  it("has our own newest summary, whose steps stand in the head again", async () => {
    const { output } = await prepared([...ruled.slice(2), pending], {
      prepare: ({ session }) =>
        session.journal.append([summary("Of old.", "m3"), summary("Of late.", "m4")]),
    })
    const told = output.context.join("\n")
    expect(told).toContain("Of late.")
    expect(told).not.toContain("Of old.")
  })

  it("records what prompts have invoked before it", async () => {
    const { runtime } = await prepared([...ruled.slice(2), pending], {
      prepare: ({ session }) =>
        session.invocations.push({
          kind: "command",
          message: "m3",
          command: { slug: "review", text: "- You must test.", task: "", parts: [] },
        }),
    })
    expect(await runtime.state.read("ses_1")).toMatchObject({
      workflows: { records: [{ slug: "review" }] },
    })
  })
})

it("the prompt that another plugin has replaced has the earlier summary again", async () => {
  const history = [summarizedAs("m0", "What was before."), ...ruled.slice(2), pending]
  const { output } = await prepared(history, {
    output: { context: ["Theirs."], prompt: "A limerick." },
  })
  expect(output.prompt).toMatch(/^A limerick\.[^]*What was before\.[^]*Theirs\./)
  expect(output.context).toEqual(["Theirs."])
})
