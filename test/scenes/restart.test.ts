import { describe, expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import { lowBudget, openScene } from "./open-scene.ts"
import { messageBytes, placeholders, prefixBytes } from "./request-bytes.ts"
import { firstLook, read, say, secondLook, workFiles } from "./tool-work.ts"

const session = [...firstLook, ...secondLook]

describe("a session that was pruned, in a new host process", () => {
  it("goes on with the bytes of the last request", async () => {
    const { model, host, main, journals, journal, tooLarge } = await openScene({
      model: {
        script: replySequence([
          ...session,
          say("Both files are fine."),
          read("a.ts"),
          say("Still fine."),
          say("Yes."),
        ]),
      },
      host: { files: workFiles },
      plugin: lowBudget,
    })
    await host.run("Review a.ts and b.ts.")
    const [id = ""] = journals()
    const last = main().at(-1)
    const editsOf = () => journal(id).filter(({ type }) => type === "edit")
    const edits = editsOf()
    expect(placeholders(last)).toHaveLength(3)

    const second = await host.run("Look at a.ts once more.", { session: id })
    const [next, afterRead] = main().slice(session.length + 1)
    expect(second.exitCode).toBe(0)
    expect(messageBytes(next).length).toBeGreaterThan(messageBytes(last).length)
    expect(prefixBytes(next, last)).toEqual(messageBytes(last))

    await host.run("Is that all?", { continue: true })
    expect(prefixBytes(main().at(-1), afterRead)).toEqual(messageBytes(afterRead))
    // What the new processes added is the dense rendition of the one new output.
    expect(editsOf()).toEqual([...edits, expect.objectContaining({ reason: "dense" })])
    expect(model.invalid).toEqual([])
    expect(tooLarge()).toEqual([])
  })

  it("goes on with the bytes of the request in which it was killed", async () => {
    const { model, host, main, journals, journal } = await openScene({
      model: {
        script: replySequence([...session, { hang: true }, say("Both files are fine.")]),
      },
      host: { files: workFiles },
      plugin: lowBudget,
    })
    const running = host.start("Review a.ts and b.ts.")
    const hung = await model.waitFor(({ ordinal, kind }) => kind === "main" && ordinal === 9)
    running.kill("SIGKILL")
    await running.exited
    expect(placeholders(hung)).toHaveLength(3)

    const [id = ""] = journals()
    const { exitCode } = await host.run("Go on.", { session: id })
    expect(exitCode).toBe(0)
    expect(prefixBytes(main().at(-1), hung)).toEqual(messageBytes(hung))
    expect(model.invalid).toEqual([])
    expect(journal(id).filter(({ type }) => type === "effect_alarm")).toEqual([])
  })
})
