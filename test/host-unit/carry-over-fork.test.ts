import { describe, expect, it } from "vitest"
import { carryOverFork } from "../../src/host/carry-over-fork.ts"
import { createDecode } from "../../src/host/decode.ts"
import type { HostMessage } from "../../src/host/decode.ts"
import { createJournal } from "../../src/host/journal.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import type { Edit } from "../../src/session/edit.ts"
import { editRecord } from "../../src/session/events.ts"
import { digestMessages, replayEdits } from "../../src/session/replay-edits.ts"
import { membersOf } from "../../src/session/whole-messages.ts"
import { createTestMeter } from "../builders/meter.ts"
import { createTestRuntime } from "../builders/runtime.ts"

/** Messages of one session; those of its fork differ by their ids alone. */
const messagesOf = (prefix: string, count: number): HostMessage[] =>
  Array.from({ length: count }, (_, index) => {
    const id = `${prefix}${index + 1}`
    return {
      info: {
        id,
        role: index === 0 ? "user" : "assistant",
        time: { created: index },
        providerID: "scripted",
        modelID: "gpt-scripted",
        path: { cwd: "/project" },
      },
      parts: [{ id: `${id}p`, messageID: id, type: "text", text: `Text ${index + 1}.` }],
    }
  })
const decode = (messages: readonly HostMessage[]) =>
  createDecode()(messages, { sessionID: "any", directory: "/project" })

const origin = messagesOf("a", 6)
const meter = createTestMeter()
const whole = (ids: readonly string[], at = "a6"): Edit => ({
  target: {
    message: ids.at(-1) ?? "",
    part: "",
    field: "message",
    ...(ids.length > 1 && { also: ids.slice(0, -1) }),
  },
  source: digestMessages(
    decode(origin).messages.filter(({ id }) => ids.includes(id)),
    meter,
  ),
  replacement: { kind: "text", text: `Of ${ids.length}.` },
  stage: "stage_c_llm",
  reason: "summarized",
  before: 90,
  after: 9,
  at,
})

/** The edits that a fork of so many messages takes over, and those of them that hold there. */
const carried = async (edits: readonly Edit[], count = 6) => {
  const fork = messagesOf("b", count)
  const base = createTestRuntime({})
  const runtime = {
    ...base,
    client: {
      ...base.client,
      messages: async (sessionID: string) => (sessionID === "ses_origin" ? origin : fork),
    },
  }
  base.client.metadataOf.set("ses_fork", { [METADATA_KEY]: { session: "ses_origin" } })
  createJournal({
    folder: base.folder,
    sessionID: "ses_origin",
    onMemoryOnly: () => {},
  }).append(edits.map(editRecord))
  const session = runtime.sessions.get("ses_fork")
  await carryOverFork(runtime, session, fork)
  const taken = session.journal.refresh().edits
  const { applied } = replayEdits({ transcript: decode(fork), edits: taken, meter })
  return { taken: taken.map(({ target }) => membersOf(target)), holding: applied.length }
}

describe("a fork", () => {
  it("takes over a summary with all of its steps, under its own ids", async () => {
    expect(await carried([whole(["a2", "a3", "a4"])])).toEqual({
      taken: [["b4", "b2", "b3"]],
      holding: 1,
    })
  })

  it("takes over lines, and the summary that took their place", async () => {
    expect(await carried([whole(["a2"]), whole(["a2", "a3"])])).toEqual({
      taken: [["b2"], ["b3", "b2"]],
      holding: 2,
    })
  })

  it.each<[string, readonly Edit[], number]>([
    ["of which it has the first steps only", [whole(["a2", "a3", "a4"], "a3")], 3],
    ["that was put into place behind its last message", [whole(["a2", "a3"], "a6")], 5],
    ["without any of its messages", [whole(["a5", "a6"])], 2],
  ])("has the steps themselves of a summary %s", async (_, edits, count) => {
    expect(await carried(edits, count)).toEqual({ taken: [], holding: 0 })
  })

  it("takes over the earlier summary where it was cut before the later one", async () => {
    const edits = [whole(["a2", "a3"], "a4"), whole(["a2", "a3", "a4", "a5"], "a6")]
    expect(await carried(edits, 4)).toEqual({
      taken: [["b3", "b2"]],
      holding: 1,
    })
  })
})
