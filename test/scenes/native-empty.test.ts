import { beforeAll, describe, expect, it } from "vitest"
import { conversation, openNativeScene, refusal } from "./native-scene.ts"
import type { NativeScene } from "./native-scene.ts"
import { bash, call, listing, read, say, write } from "./tool-work.ts"

const rule = "Task T-17: never push to main."
const first = [
  read("a.ts"),
  write("notes.md", "Nothing yet."),
  bash("echo 'Error: 2 tests failed'; exit 1"),
  say("Looked at it."),
]

/** What stands of the first turn, whatever came behind it. */
const ledger = [
  "came back empty",
  `[user] ${rule}\nLook at the file a.ts`,
  "[compacted: read a.ts; recall ",
  "[compacted: write notes.md; recall ",
  "→ Error: 2 tests failed; recall ",
  '"Looked at it."',
]

describe("an empty summary", () => {
  let scene: NativeScene
  beforeAll(async () => {
    scene = await openNativeScene({
      model: { limits: { refusing: { context: 64_000, output: 4_000 } } },
    })
    scene.summarize(() => ({ text: "" }))
  })

  const work = async (): Promise<string> => {
    const session = await scene.served.createSession()
    scene.play(first)
    await scene.served.prompt(session, `${rule}\nLook at the file a.ts`)
    return session
  }
  const missing = (session: string): string[] => {
    const text = conversation(scene.last(session)).join("\n")
    return ledger.filter((piece) => !text.includes(piece))
  }

  it("of a compaction by hand is replaced by a ledger, each time", async () => {
    const { toasts } = scene.served
    const earlier = toasts.length
    const session = await work()
    await scene.served.compact(session)
    await scene.served.prompt(session, "Go on.")
    expect(missing(session)).toEqual([])
    expect(conversation(scene.last(session)).at(-1)).toBe("Go on.")
    const before = scene.last(session)
    await scene.served.prompt(session, "And on.")
    expect(scene.last(session)?.messages.slice(0, before?.messages.length)).toEqual(
      before?.messages,
    )

    await scene.served.compact(session)
    expect(conversation(scene.summaryRequests(session).at(-1)).join()).toContain(rule)
    await scene.served.prompt(session, "Once more.")
    expect(missing(session)).toEqual([])
    expect(conversation(scene.last(session)).join("\n")).toContain("[user] And on.")
    await expect
      .poll(() => toasts.slice(earlier).filter((toast) => toast.includes("empty summary")))
      .toHaveLength(2)
  })

  it("can be looked behind: the lines of its ledger can be recalled", async () => {
    const session = await work()
    await scene.served.compact(session)
    scene.play([
      (request) => {
        const text = conversation(request).join("\n")
        const handle = /read a\.ts; recall ([0-9a-f]{8})/.exec(text)?.[1]
        return call("recall", { handle })
      },
      say("Recalled."),
    ])
    expect((await scene.served.prompt(session, "What is in it?")).text).toBe("Recalled.")
    expect(conversation(scene.last(session)).at(-1)).toContain("export const a0 = compute")
  })

  it("of a compaction right behind another one keeps the first ledger", async () => {
    const session = await work()
    await scene.served.compact(session)
    await scene.served.compact(session)
    await scene.served.prompt(session, "Go on.")
    expect(missing(session)).toEqual([])
  })

  it("of a compaction that the host starts is replaced before it goes on", async () => {
    const session = await work()
    // An answer so long that the host compacts behind it.
    scene.play([{ ...bash(listing(5)), usage: { output: 62_000 } }, say("Went on.")])
    expect(await scene.served.prompt(session, "Go on.")).toEqual({ text: "Went on.", error: "" })
    expect(scene.summaryRequests(session)).toHaveLength(1)
    expect(missing(session)).toEqual([])
    expect(conversation(scene.last(session)).at(-1)).toContain("Continue if you have next steps")
  })

  it("of a compaction after a refusal is replaced before the request is repeated", async () => {
    const session = await work()
    scene.play([refusal("Your input exceeds the context window"), say("Answered.")])
    expect(await scene.served.prompt(session, "Go on.", "refusing")).toEqual({
      text: "Answered.",
      error: "",
    })
    expect(scene.summaryRequests(session)).toHaveLength(1)
    expect(missing(session)).toEqual([])
    expect(conversation(scene.last(session)).at(-1)).toBe("Go on.")
    expect(scene.model.invalid).toEqual([])
  })

  it("does not come back when the session is continued by another process", async () => {
    const session = await work()
    await scene.served.compact(session)
    await scene.served.prompt(session, "Go on.")
    const before = scene.last(session)
    await scene.served.stop()
    const served = await scene.serve()
    await served.prompt(session, "Still there?")
    expect(scene.last(session)?.messages.slice(0, before?.messages.length)).toEqual(
      before?.messages,
    )
  })
})
