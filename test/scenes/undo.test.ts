import { describe, expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import type { Reply } from "../host/reply.ts"
import { forecastErrors, median, worst } from "./journal-accuracy.ts"
import { lowBudget, openScene } from "./open-scene.ts"
import { allText, messageBytes, placeholders, prefixBytes } from "./request-bytes.ts"
import { serveSession } from "./serve-session.ts"
import {
  bashCall,
  firstLook,
  listing,
  read,
  readCall,
  say,
  secondLook,
  workFiles,
} from "./tool-work.ts"

const openUndoable = async (replies: readonly Reply[]) => {
  const scene = await openScene({
    model: { script: replySequence(replies) },
    host: { files: workFiles },
    plugin: lowBudget,
  })
  const session = await serveSession(scene)
  const path = { id: session.id }
  const { client, url } = session.server
  return {
    ...scene,
    ...session,
    undo: (messageID: string, partID?: string) =>
      client.session.revert({
        path,
        body: { messageID, ...(partID !== undefined && { partID }) },
        throwOnError: true,
      }),
    redo: () => client.session.unrevert({ path, throwOnError: true }),
    /** Ids of the stored messages with those of their parts, oldest first. */
    stored: async () => {
      const { data } = await client.session.messages({ path, throwOnError: true })
      return data.map(({ info, parts }) => ({ id: info.id, parts: parts.map((part) => part.id) }))
    },
    remove: (messageID: string) =>
      fetch(`${url}/session/${session.id}/message/${messageID}`, { method: "DELETE" }),
    last: () => scene.main().at(-1),
    voided: () =>
      scene
        .journal(session.id)
        .filter(({ type }) => type === "void")
        .map(({ cause, message }) => ({ cause, message })),
    /** Errors of the forecasts behind the learning of the first two requests. */
    errors: () => forecastErrors(scene.journal(session.id), scene.main()).slice(2),
  }
}

describe("undo in a session that was pruned", () => {
  it("keeps, restores and drops edits with the messages they stand on", async () => {
    const {
      model,
      say: prompt,
      undo,
      redo,
      last,
      errors,
      tooLarge,
    } = await openUndoable([
      ...firstLook,
      say("First answer."),
      ...secondLook,
      say("Second answer."),
      read("a.ts"),
      say("Third answer."),
      say("After the third was undone."),
      say("After the undo was undone."),
      say("After the second was undone."),
      ...secondLook,
      say("Pruned anew."),
      say("After everything was undone."),
      say("Last answer."),
    ])
    const first = await prompt("First question.")
    const beforeSecond = last()
    const second = await prompt("Second question.")
    const pruned = last()
    const third = await prompt("Third question.")
    expect(placeholders(pruned)).toHaveLength(3)

    // Behind the edits: they stay.
    await undo(third)
    await prompt("Instead of the third question.")
    expect(prefixBytes(last(), pruned)).toEqual(messageBytes(pruned))
    expect(allText(last())).not.toContain("Third")

    // Undone and redone: nothing has happened.
    const unchanged = last()
    await undo(second)
    await redo()
    await prompt("One more question.")
    expect(prefixBytes(last(), unchanged)).toEqual(messageBytes(unchanged))

    // Across: what stood "below" is gone, so the originals stand again.
    await undo(second)
    await prompt("Instead of the second question.")
    expect(prefixBytes(last(), beforeSecond)).toEqual(messageBytes(beforeSecond))
    expect(placeholders(last())).toEqual([])
    expect(allText(last())).not.toContain("Second")

    // The same work leads to the same edits again.
    await prompt("Work as before.")
    expect(placeholders(last())).toEqual(placeholders(pruned))

    // Before: nothing of the session is left.
    await undo(first)
    await prompt("Instead of the first question.")
    await prompt("Another question.")
    expect(last()?.messages.slice(1)).toEqual([
      { role: "user", text: "Instead of the first question." },
      { role: "assistant", text: "After everything was undone." },
      { role: "user", text: "Another question." },
    ])

    expect(model.invalid).toEqual([])
    expect(tooLarge()).toEqual([])
    expect(median(errors())).toBeLessThan(0.02)
    expect(worst(errors())).toBeLessThan(0.08)
  })

  it("leaves no trace of what was undone or removed inside a pruned stretch", async () => {
    const {
      model,
      say: prompt,
      stored,
      undo,
      remove,
      last,
      errors,
      tooLarge,
      voided,
    } = await openUndoable([
      read("a.ts"),
      { calls: [readCall("b.ts"), bashCall(listing(60))] },
      ...firstLook.slice(3),
      ...secondLook,
      say("Answer."),
      say("After the removal."),
      say("After the undo."),
      read("b.ts"),
      say("Read again."),
    ])
    await prompt("Question.")
    const pruned = placeholders(last())
    expect(pruned).toHaveLength(3)
    const [, first, second] = await stored()

    expect((await remove(first?.id ?? "")).status).toBe(200)
    await prompt("Go on without the first step.")
    expect(placeholders(last())).toEqual(pruned.slice(1))
    expect(voided()).toEqual([{ cause: "absent", message: first?.id }])
    expect(worst(errors())).toBeLessThan(0.08)

    // Between two calls of one step: the first stays, and is whole again.
    await undo(second?.id ?? "", second?.parts[2])
    await prompt("Go on from here.")
    expect(placeholders(last())).toEqual([])
    expect(last()?.messages.filter(({ role }) => role === "tool")).toEqual([
      expect.objectContaining({ text: expect.stringContaining("step 69 of b") }),
    ])

    await prompt("Read b.ts again.")
    expect(model.invalid).toEqual([])
    expect(tooLarge()).toEqual([])
    // The report of the step that followed the removed one says too much, never too little.
    expect(Math.min(...errors())).toBeGreaterThan(-0.05)
    expect(worst(errors().slice(-2))).toBeLessThan(0.08)
  })
})
