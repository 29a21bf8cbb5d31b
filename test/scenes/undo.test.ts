import { describe, expect, it } from "vitest"
import { asRecord } from "../../src/session/is-record.ts"
import type { Reply } from "../host/reply.ts"
import { forecastErrors, median, worst } from "./journal-accuracy.ts"
import { lowBudget, openScene, smallWindow } from "./open-scene.ts"
import { allText, messageBytes, placeholders, prefixBytes, textsOf } from "./request-bytes.ts"
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

interface Deleting {
  delete(options: {
    readonly url: string
    readonly path: object
    readonly throwOnError: true
  }): Promise<unknown>
}

const canDelete = (client: unknown): client is Deleting =>
  typeof asRecord(client)["delete"] === "function"

const openUndoable = async (replies: readonly Reply[]) => {
  const scene = await openScene({
    model: { limit: smallWindow },
    host: { files: workFiles },
    plugin: lowBudget,
  })
  scene.play(replies)
  const served = await scene.serve()
  const session = await served.createSession()
  return {
    ...scene,
    ask: (text: string) => served.ask(session, text),
    undo: (message: string, part?: string) => served.undo(session, message, part),
    redo: () => served.redo(session),
    /** Ids of the stored messages with those of their parts, oldest first. */
    stored: async () =>
      (await served.messages(session)).map(({ info, parts }) => ({
        id: info.id,
        parts: parts.map((part) => part.id),
      })),
    remove: async (messageID: string) => {
      // The v1 client has no method of its own for it.
      const { _client: raw }: { readonly _client?: unknown } = asRecord(served.client)
      if (!canDelete(raw)) throw new Error("The client cannot delete")
      const path = { id: session, messageID }
      await raw.delete({ url: "/session/{id}/message/{messageID}", path, throwOnError: true })
    },
    last: () => scene.main().at(-1),
    voided: () =>
      scene
        .journal(session)
        .filter((line) => line.type === "void")
        .map(({ cause, message }) => ({ cause, message })),
    /** Errors of the forecasts behind the learning of the first two requests. */
    errors: () => forecastErrors(scene.journal(session), scene.main()).slice(2),
  }
}

describe("undo in a session that was pruned", () => {
  it("keeps, restores and drops edits with the messages they stand on", async () => {
    const scene = await openUndoable([
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
    const first = await scene.ask("First question.")
    const beforeSecond = scene.last()
    const second = await scene.ask("Second question.")
    const pruned = scene.last()
    const third = await scene.ask("Third question.")
    expect(placeholders(pruned)).toHaveLength(3)

    // Behind the edits: they stay.
    await scene.undo(third)
    await scene.ask("Instead of the third question.")
    expect(prefixBytes(scene.last(), pruned)).toEqual(messageBytes(pruned))
    expect(allText(scene.last())).not.toContain("Third")

    // Undone and redone: nothing has happened.
    const unchanged = scene.last()
    await scene.undo(second)
    await scene.redo()
    await scene.ask("One more question.")
    expect(prefixBytes(scene.last(), unchanged)).toEqual(messageBytes(unchanged))

    // Across: what stood "below" is gone, so the originals stand again.
    await scene.undo(second)
    await scene.ask("Instead of the second question.")
    expect(prefixBytes(scene.last(), beforeSecond)).toEqual(messageBytes(beforeSecond))
    expect(placeholders(scene.last())).toEqual([])
    expect(allText(scene.last())).not.toContain("Second")

    // The same work leads to the same edits again.
    await scene.ask("Work as before.")
    expect(placeholders(scene.last())).toEqual(placeholders(pruned))

    // Before: nothing of the session is left.
    await scene.undo(first)
    await scene.ask("Instead of the first question.")
    await scene.ask("Another question.")
    expect(scene.last()?.messages.slice(1)).toEqual([
      { role: "user", text: "Instead of the first question." },
      { role: "assistant", text: "After everything was undone." },
      { role: "user", text: "Another question." },
    ])

    expect(scene.model.invalid).toEqual([])
    expect(scene.tooLarge()).toEqual([])
    expect(median(scene.errors())).toBeLessThan(0.02)
    expect(worst(scene.errors())).toBeLessThan(0.08)
  })

  it("leaves no trace of what was undone or removed inside a pruned stretch", async () => {
    const scene = await openUndoable([
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
    await scene.ask("Question.")
    const pruned = placeholders(scene.last())
    expect(pruned).toHaveLength(3)
    const [, first, second] = await scene.stored()

    await scene.remove(first?.id ?? "")
    await scene.ask("Go on without the first step.")
    expect(placeholders(scene.last())).toEqual(pruned.slice(1))
    expect(scene.voided()).toEqual([{ cause: "absent", message: first?.id }])
    expect(worst(scene.errors())).toBeLessThan(0.08)

    // Between two calls of one step: the first stays, and is whole again.
    await scene.undo(second?.id ?? "", second?.parts[2])
    await scene.ask("Go on from here.")
    expect(placeholders(scene.last())).toEqual([])
    expect(textsOf(scene.last(), "tool")).toEqual([expect.stringContaining("step 69 of b")])

    await scene.ask("Read b.ts again.")
    expect(scene.model.invalid).toEqual([])
    expect(scene.tooLarge()).toEqual([])
    // The report of the step that followed the removed one says too much, never too little.
    expect(Math.min(...scene.errors())).toBeGreaterThan(-0.05)
    expect(worst(scene.errors().slice(-2))).toBeLessThan(0.08)
  })
})
