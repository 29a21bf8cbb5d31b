import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { digestRefused } from "../../src/session/refused-messages.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { createDraft } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import {
  assistant,
  createTranscript,
  fileLines,
  media,
  text,
  user,
} from "../builders/transcript.ts"
import type { MessageDraft } from "../builders/transcript.ts"

const lines = fileLines("alpha", 400)
const pasted = lines.join("\n")
const note = `[compacted 387 lines here; recall ${digest(pasted).slice(0, 8)}]`
const answered: MessageDraft = { ...assistant(text("Yes")), usage: { prompt: 9, output: 1 } }

const standing = (transcript: Transcript, refused: readonly string[], userTokens = 100) => {
  const meter = createTestMeter()
  const { view } = digestRefused({
    draft: createDraft(transcript, { meter }),
    refused: new Set(refused),
    settings: { userTokens },
    meter,
  })
  return Object.fromEntries([...view].map(([key, { content }]) => [key, content]))
}

const digested = {
  kind: "text",
  text: [...lines.slice(0, 8), note, ...lines.slice(-5)].join("\n"),
}

describe("a refused message", () => {
  it("stands as head, tail and handle", () => {
    expect(standing(createTranscript(user(text(pasted)), user(text("Shorter"))), ["m01"])).toEqual({
      "m01/m01p1/text": digested,
    })
  })

  it("keeps short texts beside the long one, and loses attachments", () => {
    const transcript = createTranscript(
      user(text("Look at this"), text(pasted), media()),
      user(text("Shorter")),
    )
    const handle = digest("data:image/png;base64,AAAA").slice(0, 8)
    expect(standing(transcript, ["m01"])).toEqual({
      "m01/m01p2/text": digested,
      "m01/m01p3/media": {
        kind: "text",
        text: `[compacted image/png sketch.png: too long, was never answered; recall ${handle}]`,
      },
    })
  })

  it.each<[string, Transcript, readonly string[]]>([
    ["while it is the latest request", createTranscript(user(text(pasted))), ["m01"]],
    [
      "when it was answered after all",
      createTranscript(user(text(pasted)), answered, user(text("On"))),
      ["m01"],
    ],
    [
      "when it was answered by a provider that reports no usage",
      createTranscript(user(text(pasted)), assistant(text("Yes")), user(text("On"))),
      ["m01"],
    ],
    ["that was not refused", createTranscript(user(text(pasted)), user(text("On"))), []],
    ["of a few words", createTranscript(user(text("Go")), user(text("On"))), ["m01"]],
    ["that is gone", createTranscript(user(text("Go")), user(text("On"))), ["m77"]],
  ])("stands whole %s", (_, transcript, refused) => {
    expect(standing(transcript, refused)).toEqual({})
  })
})
