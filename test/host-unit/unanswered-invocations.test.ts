import { describe, expect, it } from "vitest"
import type { HostClient } from "../../src/host/host-client.ts"
import * as texts from "../../src/workflow/texts.ts"
import { workflow } from "../builders/any-workflow.ts"
import { ids, invocationScene, part, stored, subtask } from "../builders/invocations.ts"

const silent = async (): Promise<undefined> => undefined
const failing = async (): Promise<never> => Promise.reject(new Error("broken"))
const unstored = async (): Promise<boolean> => false

/** A host some of whose calls come to nothing until it is well again. */
const faulty = (broken: Partial<HostClient>, given: Parameters<typeof invocationScene>[0] = {}) => {
  const scene = invocationScene(given)
  const well = { ...scene.client }
  return {
    ...scene,
    fall: () => Object.assign(scene.client, broken),
    recover: () => Object.assign(scene.client, well),
  }
}
const started = `info: ${texts.startedToast(workflow({ obligations: [], checkpoints: [] }))}`

describe("a command is a workflow all the same", () => {
  it.each<[string, Partial<HostClient>]>([
    ["its commands", { commands: silent }],
    ["its state", { metadata: silent }],
    ["what it should store", { setMetadata: unstored }],
  ])("where the host did not answer %s at first", async (_, broken) => {
    const { command, prompt, request, invoked, pending, fall, recover } = faulty(broken)
    fall()
    await command("review", "a", part("Do a"))
    await prompt("m2", "Do a")
    await request(...ids("m2"))
    await request(...ids("m2"))
    recover()
    expect([await invoked(), pending()]).toEqual([[], 1])
    await request(...ids("m2"))
    await request(...ids("m2"))
    expect([await invoked(), pending()]).toEqual([[["review", "a", "m2"]], 0])
  })

  it("but is not noted where it is none, though the host does not tell its skills", async () => {
    const { command, runtime, fall } = faulty({ skills: silent })
    fall()
    await command("hello", "a", part("Do a"))
    expect(runtime.sessions.get("ses_1").commands).toEqual([])
  })

  it("but waits no more where it is none, though the host does not tell its skills", async () => {
    const { command, prompt, request, pending, fall, recover, client } = faulty({
      commands: silent,
      skills: silent,
    })
    fall()
    await command("hello", "a", part("Do a"))
    await prompt("m2", "Do a")
    recover()
    Object.assign(client, { skills: silent })
    await request(...ids("m2"))
    expect(pending()).toBe(0)
  })

  it("where the one before it fails", async () => {
    const { command, prompt, request, invoked, pending, runtime } = faulty({})
    await command("plan", "a", part("Plan a"))
    await prompt("m2", "Plan a")
    await command("review", "a", part("Do a"))
    await prompt("m3", "Do a")
    const { change } = runtime.state
    Object.assign(runtime.state, { change: failing })
    await expect(request(...ids("m2", "m3"))).rejects.toThrow("broken")
    Object.assign(runtime.state, { change })
    await request(...ids("m2", "m3"))
    expect([await invoked(), pending()]).toEqual([[["review", "a", "m3"]], 0])
  })

  it("but not where the host then says that it is none", async () => {
    const { command, prompt, request, invoked, pending, fall, recover, client } = faulty({
      commands: silent,
    })
    fall()
    await command("hello", "a", part("Do a"))
    await prompt("m2", "Do a")
    recover()
    await request(...ids("m2"))
    expect([await invoked(), pending(), client.calls]).toEqual([[], 0, []])
  })

  it("is told as not recorded once, and as active when it is", async () => {
    const { command, prompt, request, fall, recover, client } = faulty({ setMetadata: unstored })
    fall()
    await command("review", "a", part("Do a"))
    await prompt("m2", "Do a")
    await request(...ids("m2"))
    await request(...ids("m2"))
    recover()
    await request(...ids("m2"))
    const cause = texts.notRecorded("the host did not store it")
    expect(client.calls).toEqual([`warning: ${texts.notStartedToast("review", cause)}`, started])
  })

  it("is active once where the host had stored it without an answer", async () => {
    const scene = faulty({})
    const { command, prompt, request, invoked, client, recover } = scene
    const { setMetadata } = client
    const unsaid = async (...given: Parameters<typeof setMetadata>): Promise<boolean> => {
      await setMetadata(...given)
      return false
    }
    Object.assign(client, { setMetadata: unsaid })
    await command("review", "a", part("Do a"))
    await prompt("m2", "Do a")
    await request(...ids("m2"))
    recover()
    await request(...ids("m2"))
    expect([await invoked(), client.calls.at(-1)]).toEqual([[["review", "a", "m2"]], started])
  })

  it("is not tried again where it was undone meanwhile", async () => {
    const { command, prompt, request, invoked, pending, fall, recover } = faulty(
      { setMetadata: unstored },
      { history: ids("m1", "m3") },
    )
    fall()
    await command("review", "a", part("Do a"))
    await prompt("m2", "Do a")
    await request(...ids("m1", "m2"))
    recover()
    await request(...ids("m1", "m3"))
    expect([await invoked(), pending()]).toEqual([[], 0])
  })
})

describe("a skill is a workflow all the same", () => {
  const options = { workflows: { match: ["ship"] } }
  const history = [stored("m1"), stored("m2", "assistant", [{ type: "tool", callID: "c1" }])]

  it.each<[string, string, number, unknown]>([
    ["where its state could not be stored at first", "c1", 1, [["ship", "", "m2"]]],
    ["but not where its message is not known", "c9", 0, []],
  ])("%s", async (_, callID, waiting, expected) => {
    const { skill, request, invoked, pending, fall, recover } = faulty(
      { setMetadata: unstored },
      { options, history },
    )
    fall()
    await skill(callID, "Ship.\n- You must test.")
    await request(...history)
    expect(pending()).toBe(waiting)
    recover()
    await request(...history)
    expect([await invoked(), pending()]).toEqual([expected, 0])
  })
})

describe("a sub-agent is bound all the same", () => {
  const active = workflow()
  it.each<[string, Partial<HostClient>]>([
    ["who its parent is", { parent: silent }],
    ["what its parent's state is", { metadata: silent }],
  ])("by a line of its prompt, where the host did not answer %s at first", async (_, broken) => {
    const { on, client, fall, recover } = faulty(broken, { records: [active] })
    const child = on("ses_2")
    fall()
    await child.prompt("n1", "Do it.\nWorkflow: review-1")
    await child.request(...ids("n1"))
    expect(child.pending()).toBe(1)
    recover()
    await child.request(...ids("n1"))
    expect([await child.invoked(), child.pending(), client.calls]).toEqual([
      [["review", "mend the parser", "n1"]],
      0,
      [`info: ${texts.dispatchedToast(active)}`],
    ])
  })

  it("by a line of its prompt, where its own state could not be stored at first", async () => {
    const { on, client, fall, recover } = faulty({ setMetadata: unstored }, { records: [active] })
    const child = on("ses_2")
    await child.prompt("n1", "Workflow: review-1")
    fall()
    await child.request(...ids("n1"))
    await child.request(...ids("n1"))
    recover()
    await child.request(...ids("n1"))
    const cause = texts.notRecorded("the host did not store it")
    expect([await child.invoked(), child.pending(), client.calls]).toEqual([
      [["review", "mend the parser", "n1"]],
      0,
      [
        `warning: ${texts.notStartedToast("review", cause)}`,
        `info: ${texts.dispatchedToast(active)}`,
      ],
    ])
  })

  it("by the command that dispatched it", async () => {
    const { command, on, fall, recover } = faulty({ parent: silent })
    await command("review", "a", subtask("Review a"))
    const child = on("ses_2")
    fall()
    await child.prompt("n1", "Review a")
    recover()
    await child.request(...ids("n1"))
    expect(await child.invoked()).toEqual([["review", "a", "n1"]])
  })

  it("or told that it is not, once the host says what is active", async () => {
    const { on, client, fall, recover } = faulty({ metadata: silent }, { records: [active] })
    const child = on("ses_2")
    fall()
    await child.prompt("n1", "Workflow: plan-1")
    expect(client.calls).toEqual([])
    recover()
    await child.request(...ids("n1"))
    expect([child.pending(), client.calls]).toEqual([
      0,
      [`warning: ${texts.notDispatchedToast("plan-1")}`],
    ])
  })
})
