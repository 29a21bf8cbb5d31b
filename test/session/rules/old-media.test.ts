import { describe, expect, it } from "vitest"
import { digest } from "../../../src/host/digest.ts"
import { oldMedia } from "../../../src/session/rules/old-media.ts"
import { effectOf, recordedEffect } from "../../builders/rule-effect.ts"
import { assistant, call, createTranscript, media, text, user } from "../../builders/transcript.ts"

const picture = { mime: "image/jpeg", name: "photo.jpg", url: "data:image/jpeg;base64,AAAA" }
const nameless = { ...picture, name: "" }
const shown = call("read", { filePath: "photo.jpg" }, { media: [picture, nameless] })
const done = assistant(text("Done."))
const handle = digest(picture.url).slice(0, 8)

describe("old media", () => {
  it("fires on the recorded session, on what the user sent and what a tool read", () => {
    expect(recordedEffect("old-media")).toEqual(["0 media", "7 media of read docs/layout.png"])
  })

  it("leaves a note for an attachment of an earlier request", () => {
    const transcript = createTranscript(
      user(text("Look"), media(picture)),
      done,
      user(text("On")),
      done,
    )
    expect(effectOf(oldMedia, transcript)).toEqual({
      "m01p2 media": `[compacted image/jpeg photo.jpg: old attachment; recall ${handle}]`,
    })
  })

  it("leaves one note for all attachments of a call", () => {
    const both = digest(`${picture.url}\n${picture.url}`).slice(0, 8)
    expect(effectOf(oldMedia, createTranscript(user(text("Go")), assistant(shown), done))).toEqual({
      "m02p1 media": `[compacted image/jpeg photo.jpg, image/jpeg: old attachment; recall ${both}]`,
    })
  })

  it.each([
    ["attachments of the latest request", createTranscript(user(media(picture)), done, done)],
    ["the recent window", createTranscript(user(text("Go")), assistant(shown))],
    [
      "calls without attachments",
      createTranscript(user(text("Go")), assistant(call("x", {})), done),
    ],
  ])("does not touch %s", (_, transcript) => {
    expect(effectOf(oldMedia, transcript)).toEqual({})
  })
})
