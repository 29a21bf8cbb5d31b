import { describe, expect, it } from "vitest"
import { lowBudget, openScene, smallWindow } from "./open-scene.ts"
import { messageBytes, placeholders, prefixBytes } from "./request-bytes.ts"
import { firstLook, read, say, secondLook, workFiles } from "./tool-work.ts"

const work = [...firstLook, ...secondLook]

const openPruned = () =>
  openScene({ model: { limit: smallWindow }, host: { files: workFiles }, plugin: lowBudget })

describe("a session that was pruned, in a new host process", () => {
  it("goes on with the bytes of the last request", async () => {
    const scene = await openPruned()
    const first = await scene.serve()
    const session = await first.createSession()
    scene.play([
      ...work,
      say("Both files are fine."),
      read("a.ts"),
      say("Still fine."),
      say("Yes."),
    ])
    await first.ask(session, "Review a.ts and b.ts.")
    const last = scene.main().at(-1)
    const editsOf = () => scene.journal(session).filter(({ type }) => type === "edit")
    const edits = editsOf()
    expect(placeholders(last)).toHaveLength(3)
    await first.stop()

    const second = await scene.serve()
    await second.ask(session, "Look at a.ts once more.")
    const [next, afterRead] = scene.main().slice(work.length + 1)
    expect(messageBytes(next).length).toBeGreaterThan(messageBytes(last).length)
    expect(prefixBytes(next, last)).toEqual(messageBytes(last))
    await second.stop()

    const third = await scene.serve()
    await third.ask(session, "Is that all?")
    expect(prefixBytes(scene.main().at(-1), afterRead)).toEqual(messageBytes(afterRead))
    // What the new processes added is the dense rendition of the one new output.
    expect(editsOf()).toEqual([...edits, expect.objectContaining({ reason: "dense" })])
    expect(scene.journals()).toEqual([session])
    expect(scene.model.invalid).toEqual([])
    expect(scene.tooLarge()).toEqual([])
  })

  it("goes on with the bytes of the request in which it was killed", async () => {
    const scene = await openPruned()
    const killed = await scene.serve()
    const session = await killed.createSession()
    scene.play([...work, { hang: true }, say("Both files are fine.")])
    const asked = killed.prompt(session, "Review a.ts and b.ts.").catch(() => {})
    const hung = await scene.model.waitFor(({ ordinal, kind }) => kind === "main" && ordinal === 9)
    await killed.kill()
    await asked
    expect(placeholders(hung)).toHaveLength(3)

    const served = await scene.serve()
    await served.ask(session, "Go on.")
    expect(prefixBytes(scene.main().at(-1), hung)).toEqual(messageBytes(hung))
    expect(scene.model.invalid).toEqual([])
    expect(scene.journal(session).filter(({ type }) => type === "effect_alarm")).toEqual([])
  })
})
