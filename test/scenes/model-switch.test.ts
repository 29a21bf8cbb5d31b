import { describe, expect, it } from "vitest"
import type { RecordedRequest } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import { allText, placeholders, prefixBytes } from "./request-bytes.ts"
import { bash, firstLook, listing, read, say, secondLook, workFiles } from "./tool-work.ts"

const large = { context: 64_000, output: 4_000 }
const small = { context: 20_000, output: 2_000 }

/** Without the system text, which names the model. */
const conversation = (request: RecordedRequest | undefined, upTo = request): string[] =>
  prefixBytes(request, upTo).slice(1)

const longWork = [...firstLook, ...secondLook, bash(listing(60, "package")), read("a.ts")]

describe("a session whose model is switched to one with a smaller window, and back", () => {
  it("is pruned until it fits", async () => {
    const scene = await openScene({
      model: {
        limit: large,
        limits: { small },
      },
      host: { files: workFiles, config: { compaction: { auto: false } } },
    })
    const served = await scene.serve()
    const session = await served.createSession()
    const last = () => scene.main().at(-1)
    scene.play([
      ...longWork,
      say("Done in the large window."),
      say("Done in the small window."),
      say("Done in the large window again."),
      say("Done in the small window again."),
    ])
    await served.ask(session, "Work in the large window.", "scripted")
    const before = last()
    expect(before?.tokens).toBeGreaterThan(small.context)
    expect(placeholders(before)).toEqual([])

    await served.ask(session, "Go on in the small window.", "small")
    const inSmall = last()
    expect(allText(inSmall)).toContain("[compacted: read a.ts; recall ")
    await served.ask(session, "Go back to the large window.", "scripted")
    expect(conversation(last(), inSmall)).toEqual(conversation(inSmall))
    const inLarge = last()
    await served.ask(session, "And to the small one again.", "small")
    expect(conversation(last(), inLarge)).toEqual(conversation(inLarge))

    expect(scene.model.requests.slice(longWork.length + 1).map((request) => request.model)).toEqual(
      ["small", "scripted", "small"],
    )
    expect(scene.model.invalid).toEqual([])
    expect(scene.tooLarge()).toEqual([])
  })

  it("is compacted by the host where that comes first, and goes on", async () => {
    const scene = await openScene({
      model: {
        limit: large,
        limits: { small },
      },
      host: { files: workFiles },
    })
    const served = await scene.serve()
    const session = await served.createSession()
    scene.play([
      ...longWork,
      say("Done in the large window."),
      say("Done in the small window."),
      read("a.ts"),
      say("Done in the large window again."),
      say("Done in the small window again."),
    ])
    await served.ask(session, "Work in the large window.", "scripted")
    await served.ask(session, "Go on in the small window.", "small")
    await served.ask(session, "Go back to the large window.", "scripted")
    await served.ask(session, "And to the small one again.", "small")

    expect(
      scene.model.requests
        .slice(longWork.length + 1)
        .map((request) => [request.kind, request.model]),
    ).toEqual([
      ["summary", "small"],
      ["main", "small"],
      ["main", "scripted"],
      ["main", "scripted"],
      ["main", "small"],
    ])
    expect(scene.model.invalid).toEqual([])
    expect(scene.tooLarge()).toEqual([])
  })
})
