import { describe, expect, it } from "vitest"
import type { HostMessage } from "../../src/host/decode.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import * as texts from "../../src/workflow/texts.ts"
import { doneCheckpoint, workflow } from "../builders/any-workflow.ts"
import { ids, invocationScene, part, stored, subtask } from "../builders/invocations.ts"
import type { InvocationOptions } from "../builders/invocations.ts"

const off = { options: { workflows: { enabled: false, match: ["review"] } } }
const long = "A prompt of more than forty characters in all."

describe("a command", () => {
  it.each<[string, readonly unknown[], string, readonly unknown[]]>([
    ["by its text", [part("Do a")], "Do a", [["review", "a", "m2"]]],
    ["by its trimmed text", [part(" Do a\n")], "\nDo a ", [["review", "a", "m2"]]],
    [
      "by all its texts",
      [part("Do"), { type: "file" }, part("a")],
      "Do\na",
      [["review", "a", "m2"]],
    ],
    ["by a long text in a longer one", [part(long)], `More. ${long} So.`, [["review", "a", "m2"]]],
    ["not by a short text in a longer one", [part("Do a")], "More. Do a", []],
    ["not by no text at all", [{ type: "file" }], "", []],
    ["not by what is for a sub-agent", [subtask("Do a")], "Do a", []],
  ])("and its prompt find each other %s", async (_, parts, prompt, expected) => {
    const { command, prompt: say, request, invoked } = invocationScene()
    await command("review", " a ", ...parts)
    await say("m2", prompt)
    await request(...ids("m1", "m2"))
    expect(await invoked()).toEqual(expected)
  })

  it("is known by what other plugins have made of it", async () => {
    const { command, prompt, request, invoked } = invocationScene()
    const text = part("Do a")
    await command("review", "a", text)
    text.text = "Do a, please"
    await prompt("m2", "Do a, please")
    await request(...ids("m2"))
    expect(await invoked()).toEqual([["review", "a", "m2"]])
  })

  it("and another at once find each their own prompt, in any order", async () => {
    const { command, prompt, request, invoked } = invocationScene()
    await command("review", "a", part("Review a"))
    await command("plan", "b", part("Plan b"))
    await prompt("m2", "Plan b")
    await prompt("m3", "Review a")
    await prompt("m4", "Review a")
    await request(...ids("m2", "m3", "m4"))
    expect(await invoked()).toEqual([
      ["plan", "b", "m2"],
      ["review", "a", "m3"],
    ])
  })

  it("does not wait for ever behind eight others", async () => {
    const { command, prompt, request, invoked } = invocationScene()
    for (const task of ["0", "1", "2", "3", "4", "5", "6", "7", "8"])
      await command("review", task, part(`Do ${task}`))
    await prompt("m2", "Do 0")
    await prompt("m3", "Do 1")
    await request(...ids("m2", "m3"))
    expect(await invoked()).toEqual([["review", "1", "m3"]])
  })

  it.each<[string, InvocationOptions, string]>([
    ["that is no workflow", {}, "hello"],
    ["that is unknown", {}, "bye"],
    ["where workflows are off", off, "review"],
  ])("%s invokes nothing", async (_, options, name) => {
    const { command, prompt, request, invoked, client } = invocationScene(options)
    await command(name, "a", part("Do a"))
    await prompt("m2", "Do a")
    await request(...ids("m2"))
    expect([await invoked(), client.calls]).toEqual([[], []])
  })
})

describe("a prompt", () => {
  it.each<[string, readonly (readonly HostMessage[])[], InvocationOptions, unknown, number]>([
    [
      "that is never stored invokes nothing",
      [ids("m1", "m3"), ids("m2", "m3")],
      { history: ids("m1", "m3") },
      [],
      0,
    ],
    ["that is not stored yet is waited for", [ids("m1")], { history: ids("m1") }, [], 1],
    [
      "that is stored later has invoked",
      [ids("m1"), ids("m1", "m2")],
      {},
      [["review", "a", "m2"]],
      0,
    ],
    [
      "that a compaction has taken out has invoked",
      [ids("m3")],
      { history: ids("m1", "m2", "m3") },
      [["review", "a", "m2"]],
      0,
    ],
    ["is waited for where the host does not answer", [ids("m1")], {}, [], 1],
    ["invokes once", [ids("m2"), ids("m2")], {}, [["review", "a", "m2"]], 0],
  ])("%s", async (_, requests, options, expected, left) => {
    const { command, prompt, request, invoked, pending } = invocationScene(options)
    await command("review", "a", part("Do a"))
    await prompt("m2", "Do a")
    for (const messages of requests) await request(...messages)
    expect([await invoked(), pending()]).toEqual([expected, left])
  })

  it("has the workflows read again", async () => {
    const { runtime, prompt } = invocationScene()
    const session = runtime.sessions.get("ses_1")
    session.workflows = { records: [], isFresh: true }
    await prompt("m2", "Go on")
    expect(session.workflows).toEqual({ records: [], isFresh: false })
  })
})

describe("of what is invoked, the user is told", () => {
  const eight = ["1", "2", "3", "4", "5", "6", "7", "8"].map((number) =>
    workflow({ id: `plan-${number}`, slug: "plan" }),
  )
  const empty = { obligations: [], checkpoints: [] }
  const started = (id: string) => `info: ${texts.startedToast(workflow({ id, ...empty }))}`
  it.each<[string, readonly WorkflowRecord[], readonly string[]]>([
    ["what was taken", [], [started("review-1")]],
    [
      "that it is the second",
      [workflow()],
      [started("review-2"), `warning: ${texts.secondToast(workflow({ id: "review-2" }))}`],
    ],
    [
      "that it was not recorded",
      eight,
      [`warning: ${texts.notStartedToast("review", texts.tooManyActive(8))}`],
    ],
  ])("%s", async (_, records, expected) => {
    const { command, prompt, request, client } = invocationScene({ records })
    await command("review", "a", part("Do a"))
    await prompt("m2", "Do a")
    await request(...ids("m2"))
    expect(client.calls).toEqual(expected)
  })
})

describe("a sub-agent", () => {
  it("is bound by a command only with the prompt that the command became", async () => {
    const { command, on, invoked } = invocationScene()
    const [child, other] = [on("ses_2"), on("ses_3")]
    await command("review", "a", subtask("Review a"))
    await other.prompt("n2", "Something else")
    await child.prompt("n1", "Review a")
    await other.request(...ids("n2"))
    await child.request(...ids("n1"))
    expect([await child.invoked(), await other.invoked(), await invoked()]).toEqual([
      [["review", "a", "n1"]],
      [],
      [],
    ])
  })

  const active = workflow({ checkpoints: [doneCheckpoint("1", "a", { message: "m3" })] })
  it.each<[string, string, readonly unknown[], readonly string[]]>([
    [
      "by a line that names its workflow",
      "Do it.\nWorkflow: review-1",
      [["review", "mend the parser", "n1"]],
      [`info: ${texts.dispatchedToast(active)}`],
    ],
    [
      "by a line that names nothing, which is told",
      "Workflow: plan-1\nDo it.",
      [],
      [`warning: ${texts.notDispatchedToast("plan-1")}`],
    ],
    ["without such a line", "Do it.", [], []],
  ])("is bound to what its prompt says: %s", async (_, prompt, expected, told) => {
    const { on, client } = invocationScene({ records: [active] })
    const child = on("ses_2")
    await child.prompt("n1", prompt)
    await child.request(...ids("n1"))
    expect([await child.invoked(), client.calls]).toEqual([expected, told])
  })

  it("is no session of its own, whatever its prompt says", async () => {
    const { prompt, pending, client } = invocationScene({ records: [active] })
    await prompt("m2", "Workflow: review-1")
    expect([pending(), client.calls]).toEqual([0, []])
  })
})

describe("a skill", () => {
  const options = { workflows: { match: ["ship"] } }
  const history = [stored("m1"), stored("m2", "assistant", [{ type: "tool", callID: "c1" }])]
  it.each<[string, string, string, unknown]>([
    ["is invoked in the message that called it", "c1", "ship", [["ship", "", "m2"]]],
    ["is invoked though its message is not found", "c9", "ship", [["ship", "", undefined]]],
    ["that is no workflow invokes nothing", "c1", "sail", []],
  ])("%s", async (_, callID, name, expected) => {
    const { skill, invoked } = invocationScene({ options, history })
    await skill(callID, "Ship.\n- You must test.", name)
    expect(await invoked()).toEqual(expected)
  })

  it("that is read again is neither invoked nor told again", async () => {
    const { skill, invoked, client } = invocationScene({ options, history })
    await skill("c1", "Ship.")
    const told = [...client.calls]
    await skill("c1", "Ship.")
    expect([await invoked(), client.calls]).toEqual([[["ship", "", "m2"]], told])
  })
})
