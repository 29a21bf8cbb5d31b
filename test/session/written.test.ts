import { describe, expect, it } from "vitest"
import { latestRequestIndex, writtenParts } from "../../src/session/written.ts"
import { assistant, createTranscript, media, text, user } from "../builders/transcript.ts"
import type { MessageDraft, PartDraft } from "../builders/transcript.ts"

const result: PartDraft = {
  kind: "text",
  text: '<task id="ses_2" state="completed">\nA result\n</task>',
  origin: "host",
}
const content: PartDraft = { kind: "text", text: "<content>\n1: x\n</content>", origin: "host" }
const file: PartDraft = { kind: "other", type: "file" }
const messagesOf = (...drafts: readonly MessageDraft[]) => createTranscript(...drafts).messages

it("of a message only the texts of its author are written", () => {
  const [message] = messagesOf(user(result, text("One"), media(), text("Two"), result))
  expect(message && writtenParts(message).map((part) => part.text)).toEqual(["One", "Two"])
})

describe("the latest request", () => {
  it.each<[string, number, readonly MessageDraft[]]>([
    ["is the newest message of the user", 2, [user(text("A")), assistant(), user(text("B"))]],
    ["is not what the host says after it", 0, [user(text("A")), assistant(), user(result)]],
    ["may have texts of the host beside it", 1, [user(text("A")), user(result, text("B"))]],
    ["may be a picture alone", 1, [user(text("A")), user(media())]],
    ["is not a picture that the host brings", 0, [user(text("A")), user(result, media())]],
    ["may be a picture beside a file", 1, [user(text("A")), user(media(), content, file)]],
    ["may be a file alone", 1, [user(text("A")), user(content, file)]],
    ["is none where nobody asked", -1, [user(result), assistant(text("A"))]],
  ])("%s", (_, index, drafts) => {
    expect(latestRequestIndex(messagesOf(...drafts))).toBe(index)
  })
})
