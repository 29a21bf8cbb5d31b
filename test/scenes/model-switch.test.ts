import { describe, expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import type { RecordedRequest } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import { allText, placeholders, prefixBytes } from "./request-bytes.ts"
import { serveSession } from "./serve-session.ts"
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
        script: replySequence([
          ...longWork,
          say("Done in the large window."),
          say("Done in the small window."),
          say("Done in the large window again."),
          say("Done in the small window again."),
        ]),
      },
      host: { files: workFiles, config: { compaction: { auto: false } } },
    })
    const { model, main, tooLarge } = scene
    const session = await serveSession(scene)
    await session.say("Work in the large window.", "scripted")
    const before = main().at(-1)
    expect(before?.tokens).toBeGreaterThan(small.context)
    expect(placeholders(before)).toEqual([])

    await session.say("Go on in the small window.", "small")
    const inSmall = main().at(-1)
    expect(allText(inSmall)).toContain("[compacted: read a.ts; recall ")
    await session.say("Go back to the large window.", "scripted")
    expect(conversation(main().at(-1), inSmall)).toEqual(conversation(inSmall))
    const inLarge = main().at(-1)
    await session.say("And to the small one again.", "small")
    expect(conversation(main().at(-1), inLarge)).toEqual(conversation(inLarge))

    expect(model.requests.slice(longWork.length + 1).map((request) => request.model)).toEqual([
      "small",
      "scripted",
      "small",
    ])
    expect(model.invalid).toEqual([])
    expect(tooLarge()).toEqual([])
  })

  it("is compacted by the host where that comes first, and goes on", async () => {
    const scene = await openScene({
      model: {
        limit: large,
        limits: { small },
        script: replySequence([
          ...longWork,
          say("Done in the large window."),
          say("Done in the small window."),
          read("a.ts"),
          say("Done in the large window again."),
          say("Done in the small window again."),
        ]),
      },
      host: { files: workFiles },
    })
    const { model, tooLarge } = scene
    const session = await serveSession(scene)
    await session.say("Work in the large window.", "scripted")
    await session.say("Go on in the small window.", "small")
    await session.say("Go back to the large window.", "scripted")
    await session.say("And to the small one again.", "small")

    expect(
      model.requests.slice(longWork.length + 1).map((request) => [request.kind, request.model]),
    ).toEqual([
      ["summary", "small"],
      ["main", "small"],
      ["main", "scripted"],
      ["main", "scripted"],
      ["main", "small"],
    ])
    expect(model.invalid).toEqual([])
    expect(tooLarge()).toEqual([])
  })
})
