import { describe, expect, it } from "vitest"
import { createTaskCalls } from "../../src/host/task-calls.ts"
import type { TaskCalls, TaskPart } from "../../src/host/task-calls.ts"

const part = (changed: Partial<TaskPart> = {}): TaskPart => ({
  id: "prt_1",
  callID: "call_1",
  sessionID: "ses_1",
  messageID: "msg_1",
  status: "running",
  child: undefined,
  isBackground: false,
  ...changed,
})

const idsOf = (calls: readonly { readonly id: string }[]): string[] => calls.map(({ id }) => id)

/** A call that was admitted. */
const start = (tasks: TaskCalls, changed: Partial<TaskPart> = {}): void => {
  const one = part(changed)
  tasks.see(one)
  tasks.find(one.sessionID, one.callID, "called").state = "running"
}

describe("a call", () => {
  it("is the one of its id that waits for the hook, because providers use ids again", () => {
    const tasks = createTaskCalls()
    start(tasks, { isBackground: true })
    tasks.see(part({ id: "prt_2", messageID: "msg_2" }))
    // A late event of the first changes nothing.
    tasks.see(part({ status: "completed", isBackground: true }))
    expect(tasks.find("ses_1", "call_1", "called").id).toBe("prt_2")
    expect(tasks.find("ses_1", "prt_1", "called").id).toBe("prt_1")
  })

  it("is another than its twin in the same message", () => {
    const tasks = createTaskCalls()
    tasks.see(part())
    tasks.see(part({ id: "prt_2" }))
    const [first, second] = [1, 2].map(() => {
      const call = tasks.find("ses_1", "call_1", "called")
      call.state = "running"
      return call.id
    })
    expect([first, second]).toEqual(["prt_1", "prt_2"])
  })

  it("is known by its own id where the hook came before the event", () => {
    const tasks = createTaskCalls()
    tasks.find("ses_1", "call_1", "called").state = "running"
    tasks.see(part({ status: "error" }))
    expect(tasks.runningIn("ses_1")).toEqual([])
    expect(idsOf(tasks.waveOf("ses_1", "msg_1"))).toEqual(["call_1"])
  })

  it("tells once that its sub-agent has started, and once that it failed", () => {
    const tasks = createTaskCalls()
    const news = [
      part(),
      part({ child: "ses_c" }),
      part({ child: "ses_c" }),
      part({ child: "ses_c", status: "error" }),
      part({ child: "ses_c", status: "error" }),
    ].map((one) => tasks.see(one).news)
    expect(news).toEqual([undefined, "started", undefined, "failed", undefined])
  })

  it("that fails frees its place", () => {
    const tasks = createTaskCalls()
    start(tasks)
    start(tasks, { id: "prt_2", callID: "call_2" })
    tasks.see(part({ status: "error" }))
    expect(idsOf(tasks.runningIn("ses_1"))).toEqual(["prt_2"])
  })

  it("in the background goes on when its call is over, and when the turn is", () => {
    const tasks = createTaskCalls()
    start(tasks, { child: "ses_c", isBackground: true })
    start(tasks, { id: "prt_2", callID: "call_2" })
    tasks.see(part({ child: "ses_c", isBackground: true, status: "completed" }))
    tasks.endTurn("ses_1")
    expect(idsOf(tasks.runningIn("ses_1"))).toEqual(["prt_1"])
    expect(tasks.ofChild("ses_1", "ses_c")?.id).toBe("prt_1")
  })
})

describe("a wave", () => {
  it("is the calls of one message with those still running", () => {
    const tasks = createTaskCalls()
    start(tasks, { id: "prt_0", callID: "call_0", messageID: "msg_0", isBackground: true })
    start(tasks, { id: "prt_x", callID: "call_x", messageID: "msg_0" })
    tasks.see(part({ id: "prt_x", callID: "call_x", messageID: "msg_0", status: "completed" }))
    start(tasks)
    tasks.see(part({ id: "prt_2", callID: "call_2" }))
    expect(idsOf(tasks.waveOf("ses_1", "msg_1"))).toEqual(["prt_0", "prt_1", "prt_2"])
  })

  it("has nothing of other sessions", () => {
    const tasks = createTaskCalls()
    start(tasks, { sessionID: "ses_2" })
    expect(tasks.waveOf("ses_1", "msg_1")).toEqual([])
  })
})

it("what is over and long ago is forgotten, what runs is not", () => {
  const tasks = createTaskCalls()
  start(tasks)
  for (let index = 0; index < 300; index++)
    tasks.see(part({ id: `prt_x${index}`, callID: `x${index}`, status: "error" }))
  expect(idsOf(tasks.waveOf("ses_1", "msg_1")).length).toBeLessThanOrEqual(201)
  expect(idsOf(tasks.runningIn("ses_1"))).toEqual(["prt_1"])
})
