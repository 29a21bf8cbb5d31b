import { describe, expect, it } from "vitest"
import { createSessions } from "../../src/host/sessions.ts"
import type { Session } from "../../src/host/sessions.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { plannedWith } from "../builders/dispatching.ts"

const open = () => createSessions({ folder: emptyFolder(), onMemoryOnly: () => {} })
const fill = (sessions: ReturnType<typeof open>, count = 70): void => {
  for (let index = 0; index < count; index++) sessions.get(`other-${index}`)
}
const waits = { ended: Promise.resolve(), awaited: false, abort: () => {} }
const command = { slug: "review", text: undefined, task: "", parts: [] }

describe("a session that was not used for long", () => {
  it.each<[string, (session: Session) => unknown, boolean]>([
    ["is forgotten", () => {}, false],
    [
      "is forgotten where its last request has left",
      (session) => (session.planned = { ...plannedWith({ used: 1 }), outcome: "sent" }),
      false,
    ],
    [
      "stays between its plan and its gate",
      (session) => (session.planned = plannedWith({ used: 1 })),
      true,
    ],
    ["stays while its summary is written", (session) => (session.summarizing = waits), true],
    ["stays while an undone message waits", (session) => session.removed.add("m1"), true],
    [
      "stays while an invocation waits to be recorded",
      (session) => session.invocations.push({ kind: "unread", message: "m1", text: "" }),
      true,
    ],
  ])("%s", (_, change, stays) => {
    const sessions = open()
    const session = sessions.get("ses_1")
    change(session)
    fill(sessions)
    expect(sessions.get("ses_1") === session).toBe(stays)
  })

  it("is the sixty-fifth, and not one that was used since", () => {
    const sessions = open()
    const [first, second] = [sessions.get("a"), sessions.get("b")]
    fill(sessions, 62)
    expect(sessions.get("a")).toBe(first)
    sessions.get("c")
    expect([sessions.get("a") === first, sessions.get("b") === second]).toEqual([true, false])
  })

  it("is none where all of them are at work", () => {
    const sessions = open()
    const all = Array.from({ length: 64 }, (_, index) => sessions.get(`s${index}`))
    for (const session of all) session.summarizing = waits
    const newest = sessions.get("newest")
    expect([sessions.get("newest") === newest, sessions.get("s0") === all[0]]).toEqual([true, true])
  })
})

describe("a session that is dropped", () => {
  it("ends its summary, and writes nothing any more", () => {
    const sessions = open()
    const session = sessions.get("ses_1")
    const aborted: string[] = []
    session.summarizing = { ...waits, abort: () => void aborted.push("aborted") }
    sessions.drop("ses_1")
    session.journal.append([{ type: "fork", origin: "o", at: "m1" }])
    session.dispatches.append([{ type: "prompt", at: 1 }])
    expect([aborted, session.journal.refresh().forkedAt, session.dispatches.refresh()]).toEqual([
      ["aborted"],
      undefined,
      [],
    ])
    expect(sessions.get("ses_1")).not.toBe(session)
  })

  it("is none where it was not known", () => {
    expect(() => open().drop("ses_1")).not.toThrow()
  })
})

describe("of all sessions", () => {
  it("the system text is known that an agent was last seen with", () => {
    const sessions = open()
    Object.assign(sessions.get("a"), { lastAgent: "coder", sentSystem: 70 })
    Object.assign(sessions.get("b"), { lastAgent: "coder", sentSystem: 90 })
    Object.assign(sessions.get("c"), { lastAgent: "coder" })
    Object.assign(sessions.get("d"), { lastAgent: "critic", sentSystem: 10 })
    expect([sessions.systemOf("coder"), sessions.systemOf("helper")]).toEqual([90, undefined])
  })

  it("any may be about to run a command as a sub-agent", () => {
    const sessions = open()
    sessions.get("a")
    expect(sessions.areDispatching()).toBe(false)
    sessions.get("b").commands.push(command)
    sessions.get("c")
    expect(sessions.areDispatching()).toBe(true)
  })
})
