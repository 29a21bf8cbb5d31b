import { describe, expect, it } from "vitest"
import type { HostMessage } from "../../src/host/decode.ts"
import { implementerResult } from "../builders/dispatch-records.ts"
import { dispatching } from "../builders/dispatching.ts"
import type { DispatchingOptions } from "../builders/dispatching.ts"

const valid = `BEGIN_DISPATCH_RESULT\n${JSON.stringify(implementerResult())}\nEND_DISPATCH_RESULT`
const next = "nextAction: dispatch_reviewer"

const open = async (given: DispatchingOptions = {}) => {
  const scene = dispatching(given)
  await scene.send("prt_1", "Task ID: 7\nMend the parser.")
  const after = async (result: unknown) => {
    await scene.hooks.after({ tool: "task", sessionID: "ses_1", callID: "call_prt_1" }, result)
    return result
  }
  return { ...scene, after }
}
const outcomes = ({ records }: ReturnType<typeof dispatching>): readonly unknown[] =>
  records().flatMap((record) => (record.type === "dispatch-result" ? [record.code ?? "ok"] : []))

describe("what the tool task returns", () => {
  it("is a failure where a command's sub-agent has none, and frees its place", async () => {
    const scene = await open()
    await scene.after(undefined)
    expect([outcomes(scene), scene.runtime.tasks.runningIn("ses_1")]).toEqual([
      ["dispatch_execution_failed"],
      [],
    ])
    expect(scene.records().at(-1)).toEqual({
      type: "dispatch-result",
      call: "prt_1",
      at: 1_000,
      tokens: 0,
      code: "dispatch_execution_failed",
    })
  })

  it("is an answer also where another plugin has taken the host's words away", async () => {
    const scene = await open()
    const result = await scene.after({ output: valid })
    expect([result, outcomes(scene)]).toEqual([{ output: expect.stringContaining(next) }, ["ok"]])
    expect(scene.records().at(-1)).toMatchObject({ child: "" })
  })

  it("is left alone while the sub-agent works on in the background", async () => {
    const scene = await open()
    const output =
      '<task id="ses_c" state="running">\n<task_result>\nYou are told.\n</task_result>\n</task>'
    expect(await scene.after({ output })).toEqual({ output })
    expect(outcomes(scene)).toEqual([])
    expect(scene.runtime.tasks.runningIn("ses_1")).toHaveLength(1)
  })

  it("is left alone where it is another tool's", async () => {
    const scene = await open()
    const result = { output: valid }
    await scene.hooks.after({ tool: "read", sessionID: "ses_1", callID: "call_prt_1" }, result)
    expect([result.output, outcomes(scene)]).toEqual([valid, []])
  })
})

const said = (role: string, ...texts: readonly unknown[]): HostMessage => ({
  info: { role },
  parts: [{ type: "tool" }, ...texts.map((text) => ({ type: "text", text }))],
})

describe("an answer that the host has cut", () => {
  const history = [
    said("user", "Mend it."),
    said("assistant", "Working."),
    said("assistant", "Hm.", valid),
    said("user", "Thanks."),
  ]
  const cut =
    '<task id="ses_c" state="completed">\n<task_result>\nBEGIN_DISPATCH_RESULT\n{"task_id"'
  const marked = `${cut}\n</task_result>\n</task>`

  it.each<[string, object]>([
    ["in the middle", { output: cut }],
    ["and closed", { output: marked, metadata: { truncated: true } }],
  ])("%s is read whole from its session", async (_, result) => {
    const asked: string[] = []
    const messages = async (id: string) => {
      asked.push(id)
      return history
    }
    const scene = await open({ client: { messages } })
    expect(await scene.after(result)).toMatchObject({ output: expect.stringContaining(next) })
    expect([asked, outcomes(scene)]).toEqual([["ses_c"], ["ok"]])
  })

  it("is left as it is where the host does not answer, and its task is unfinished", async () => {
    const scene = await open({ client: { messages: async () => undefined } })
    expect(await scene.after({ output: cut })).toEqual({ output: cut })
    expect([outcomes(scene), scene.runtime.tasks.runningIn("ses_1")]).toEqual([
      ["dispatch_execution_failed"],
      [],
    ])
  })

  it.each<[string, readonly HostMessage[]]>([
    ["its session has no answer", [said("user", valid)]],
    ["its last answer is no text", [said("assistant", 7)]],
  ])("is what is left of it where %s", async (_, messages) => {
    const scene = await open({ client: { messages: async () => messages } })
    await scene.after({ output: cut })
    expect(outcomes(scene)).toEqual(["marker_missing"])
  })

  it("is asked for nowhere where it was not cut", async () => {
    const asked: string[] = []
    const messages = async (id: string) => void asked.push(id)
    const scene = await open({ client: { messages } })
    await scene.after({ output: marked, metadata: { truncated: false } })
    expect(asked).toEqual([])
  })
})

const prompt = (state: string, text: string, child = "ses_c", more: object = {}) => ({
  type: "text",
  synthetic: true,
  text: `<task id="${child}" state="${state}">\n<task_${state === "error" ? "error" : "result"}>\n${text}\n</task_${state === "error" ? "error" : "result"}>\n</task>`,
  ...more,
})

const background = async () => {
  const scene = await open()
  await scene.see("prt_1", {
    status: "running",
    metadata: { sessionId: "ses_c", background: true },
  })
  const says = async (...parts: readonly object[]) => {
    await scene.hooks.prompted(scene.session, parts)
    return parts
  }
  return { ...scene, says }
}

describe("an answer that comes as a prompt", () => {
  it("is read and written into that prompt", async () => {
    const scene = await background()
    const [first, part] = await scene.says({ type: "file" }, prompt("completed", valid))
    expect(part).toEqual(
      prompt("completed", "x", "ses_c", {
        text: expect.stringMatching(
          /^<task id="ses_c" state="completed">[^]*nextAction: dispatch_reviewer[^]*<\/task>$/,
        ),
      }),
    )
    expect([first, outcomes(scene), scene.types().includes("prompt")]).toEqual([
      { type: "file" },
      ["ok"],
      false,
    ])
  })

  it("is read once", async () => {
    const scene = await background()
    await scene.says(prompt("completed", valid))
    const again = prompt("completed", valid)
    await scene.says(again)
    expect([again, outcomes(scene)]).toEqual([prompt("completed", valid), ["ok"]])
  })

  it("tells that the sub-agent failed", async () => {
    const scene = await background()
    const failed = prompt("error", "It broke.")
    await scene.says(failed)
    expect([failed, outcomes(scene)]).toEqual([
      prompt("error", "It broke."),
      ["dispatch_execution_failed"],
    ])
  })

  it.each<[string, object]>([
    ["names another session", prompt("completed", valid, "ses_d")],
    ["was typed by the user", prompt("completed", valid, "ses_c", { synthetic: false })],
    ["is no text", { ...prompt("completed", valid), type: "reasoning" }],
  ])("is nothing of the kind where it %s", async (_, part) => {
    const scene = await background()
    const before = structuredClone(part)
    await scene.says(part)
    expect([part, outcomes(scene)]).toEqual([before, []])
  })
})
