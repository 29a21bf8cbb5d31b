import { describe, expect, it } from "vitest"
import { findSegments } from "../../src/replay/find-segments.ts"
import type { RecordedMessage } from "../../src/replay/recorded-session.ts"
import { asRecord } from "../../src/session/is-record.ts"

const message = (
  id: string,
  role: string,
  { info = {}, parts = [{ type: "text", text: id }] }: { info?: object; parts?: unknown[] } = {},
): RecordedMessage => ({ info: { id, role, ...info }, parts })

const user = (id: string) => message(id, "user")
const answer = (id: string) => message(id, "assistant")
const asked = (id: string, tail?: string) =>
  message(id, "user", { parts: [{ type: "compaction", tail_start_id: tail }] })
const summary = (id: string, info: object = {}) =>
  message(id, "assistant", { info: { summary: true, ...info } })

const outline = (messages: readonly RecordedMessage[]) =>
  findSegments(messages).map((segment) => ({
    messages: segment.messages.map(({ info }) => asRecord(info)["id"]),
    answers: segment.answers,
  }))

describe("segments", () => {
  it("are one without a compaction; each answer is a request", () => {
    expect(outline([user("u1"), answer("a1"), answer("a2"), user("u2"), answer("a3")])).toEqual([
      { messages: ["u1", "a1", "a2", "u2", "a3"], answers: [1, 2, 4] },
    ])
  })

  it("begin anew with the summary and the tail that the host kept", () => {
    const session = [user("u1"), answer("a1"), answer("a2"), asked("c1", "a2"), summary("s1")]
    expect(outline([...session, answer("a3")])).toEqual([
      { messages: ["u1", "a1", "a2", "c1"], answers: [1, 2] },
      { messages: ["c1", "s1", "a2", "a3"], answers: [3] },
    ])
  })

  it.each([
    ["ended in an error", summary("s1", { error: { name: "Aborted" } })],
    ["has no text", message("s1", "assistant", { info: { mode: "compaction" }, parts: [] })],
  ])("do not end at a summary that %s", (_title, failed) => {
    expect(outline([user("u1"), answer("a1"), asked("c1"), failed, answer("a2")])).toEqual([
      { messages: ["u1", "a1", "c1", "a2"], answers: [1, 3] },
    ])
  })

  it("without an answer are left out", () => {
    expect(outline([user("u1")])).toEqual([])
  })
})
