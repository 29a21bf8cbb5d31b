import { describe, expect, it } from "vitest"
import type { DispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { dispatchHooks } from "../../src/host/dispatch-hooks.ts"
import type { Runtime } from "../../src/host/runtime.ts"
import { implementerResult } from "../builders/dispatch-records.ts"
import { createTestRuntime } from "../builders/runtime.ts"

const roles = {
  implementer: { agents: ["coder"], maxInputTokens: 700, guide: "Look first.\nNever guess." },
}
const options = { dispatch: { roles, maxOutputTokens: 200 }, summarize: { enabled: false } }

const part = (id: string, changed: Readonly<Record<string, unknown>> = {}) => ({
  type: "tool",
  tool: "task",
  id,
  callID: `call_${id}`,
  sessionID: "ses_1",
  messageID: "msg_1",
  state: { status: "running" },
  ...changed,
})

const open = (changed: Partial<Runtime> = {}) => {
  const runtime = { ...createTestRuntime({ options }), ...changed }
  const session = runtime.sessions.get("ses_1")
  const hooks = dispatchHooks(runtime)
  const dispatch = async (id: string, prompt: string, agent = "coder"): Promise<string> => {
    const args = { prompt, subagent_type: agent }
    await hooks.seen(part(id))
    await hooks.before({ tool: "task", sessionID: "ses_1", callID: `call_${id}` }, args)
    return args.prompt
  }
  const types = (): readonly string[] => session.dispatches.refresh().map(({ type }) => type)
  return { runtime, session, hooks, dispatch, types }
}

const wave: DispatchRecord = { type: "wave", at: 1, count: 10, isPlanned: true }
const attached = [
  { type: "text", text: "Another job, see a.txt" },
  { type: "text", synthetic: true, text: 'Called the Read tool with {"filePath":"a.txt"}' },
]

describe("a prompt of the user's", () => {
  it("ends a wave, also with a file attached", async () => {
    const { session, hooks, types } = open()
    session.dispatches.append([wave])
    await hooks.prompted(session, attached)
    expect(types()).toEqual(["wave", "prompt"])
  })

  it("ends no wave where the host has written it", async () => {
    const { session, hooks, types } = open()
    session.dispatches.append([wave])
    await hooks.prompted(session, attached.slice(1))
    expect(types()).toEqual(["wave"])
  })

  it("does not end it while its sub-agents run", async () => {
    const { session, hooks, dispatch, types } = open()
    session.dispatches.append([wave])
    await dispatch("prt_1", "Task ID: 1\nDo it.")
    await hooks.prompted(session, attached)
    expect(types()).toEqual(["wave", "dispatch"])
  })

  it("is nothing to a session that has dispatched nothing", async () => {
    const { session, hooks, types } = open()
    await hooks.prompted(session, attached)
    expect(types()).toEqual([])
  })
})

describe("a dispatch", () => {
  it("to an agent without a role is left as it is, and shows nowhere", async () => {
    const { runtime, dispatch, types } = open()
    expect(await dispatch("prt_1", "Look at it.", "helper")).toBe("Look at it.")
    await runtime.state.written()
    expect(types()).toEqual(["dispatch"])
    expect(runtime.client).toMatchObject({ calls: [], metadataOf: new Map() })
  })

  it("that is undone has happened in no run", async () => {
    const { session, hooks, dispatch, types } = open()
    await dispatch("prt_1", "Task ID: 1\nDo it.")
    hooks.undone(session, "msg_0")
    hooks.undone(session, "msg_1")
    expect(types()).toEqual(["dispatch", "dispatch-undone"])
  })

  it("that fails has its place free again, and is recorded once", async () => {
    const { runtime, hooks, dispatch, types } = open()
    await dispatch("prt_1", "Task ID: 1\nDo it.")
    const failed = part("prt_1", { state: { status: "error", error: "It broke" } })
    await hooks.seen(failed)
    await hooks.seen(failed)
    expect(types()).toEqual(["dispatch", "dispatch-result"])
    expect(runtime.tasks.runningIn("ses_1")).toEqual([])
  })

  it.each<[string, object]>([
    ["another tool's", { tool: "read" }],
    ["no call of a tool", { type: "text" }],
  ])("is seen in no part that is %s", async (_, changed) => {
    const { hooks, runtime, types } = open()
    await hooks.seen(
      part("prt_1", { state: { status: "running", metadata: { sessionId: "ses_c" } }, ...changed }),
    )
    expect([types(), runtime.tasks.ofChild("ses_1", "ses_c")]).toEqual([[], undefined])
  })

  it("that has started is recorded once, with its sub-agent's session", async () => {
    const { hooks, session, runtime, dispatch } = open()
    await dispatch("prt_1", "Task ID: 1\nDo it.")
    const state = { status: "running", metadata: { sessionId: "ses_c", background: true } }
    await hooks.seen(part("prt_1", { state: { status: "running", metadata: { sessionId: 7 } } }))
    await hooks.seen(part("prt_1", { state }))
    await hooks.seen(part("prt_1", { state }))
    expect(session.dispatches.refresh().slice(1)).toEqual([
      { type: "dispatch-started", call: "prt_1", at: 1_000, child: "ses_c" },
    ])
    expect(runtime.tasks.ofChild("ses_1", "ses_c")).toMatchObject({ isBackground: true })
  })

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["no prompt", { subagent_type: "coder" }],
    ["no agent", { prompt: "Do it." }],
  ])("with %s for arguments passes, and is recorded nowhere", async (_, args) => {
    const { hooks, types } = open()
    await hooks.before({ tool: "task", sessionID: "ses_1", callID: "c" }, args)
    expect(types()).toEqual([])
  })

  it("of a tool that is none passes", async () => {
    const { hooks } = open()
    const args = { prompt: 7 }
    await hooks.before({ tool: "task", sessionID: "ses_1", callID: "c" }, args)
    await hooks.before({ tool: "read", sessionID: "ses_1", callID: "c" }, undefined)
    expect(args).toEqual({ prompt: 7 })
  })
})

describe("where no text can be kept", () => {
  const spilled = { keep: () => undefined, find: () => undefined, carryOver: () => {} }

  it("a guide goes out whole each time", async () => {
    const { hooks, dispatch } = open({ spilled })
    await dispatch("prt_1", "Task ID: 1\nDo it.")
    const started = { status: "running", metadata: { sessionId: "ses_child" } }
    await hooks.seen(part("prt_1", { state: started }))
    await hooks.seen(part("prt_1", { state: { ...started, status: "completed" } }))
    expect(await dispatch("prt_2", "Task ID: 1\nMore.")).toContain("Look first.\nNever guess.")
  })

  it("an answer stays where it is, with what follows from it", async () => {
    const { hooks, dispatch } = open({ spilled })
    await dispatch("prt_1", "Task ID: 1\nDo it.")
    const answer = `It was hard.\nBEGIN_DISPATCH_RESULT\n${JSON.stringify(implementerResult({ task_id: "1" }))}\nEND_DISPATCH_RESULT`
    const result = {
      output: `<task id="ses_c" state="completed">\n<task_result>\n${answer}\n</task_result>\n</task>`,
    }
    await hooks.after({ tool: "task", sessionID: "ses_1", callID: "call_prt_1" }, result)
    expect(result.output).toContain("nextAction: dispatch_reviewer")
    expect(result.output).toContain(answer)
  })

  it("a prompt over its budget is refused with the cause", async () => {
    const { dispatch, types } = open({ spilled })
    const long = Array.from({ length: 200 }, (_, index) => `Note ${index} of many.`).join("\n")
    await expect(dispatch("prt_1", long)).rejects.toThrow(
      "what would be left out cannot be kept in",
    )
    expect(types()).toEqual([])
  })
})
