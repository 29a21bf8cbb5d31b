import { expect, it } from "vitest"
import { handleForPart } from "../../src/session/handle.ts"
import { NO_HANDLE } from "../../src/session/texts.ts"
import type { Field } from "../../src/session/transcript.ts"
import { assistant, call, createTranscript, text, user } from "../builders/transcript.ts"
import type { PartDraft } from "../builders/transcript.ts"

const attached: PartDraft = { kind: "text", text: "a file", origin: "host" }

it.each<[string, PartDraft, Field, string]>([
  ["an output is read again", call("read", {}), "output", NO_HANDLE.read],
  ["a user's text is not kept", text("Go"), "text", NO_HANDLE.lost],
  ["an attached text is read again", attached, "text", NO_HANDLE.read],
  [
    "a user's answer is not kept",
    call("question", {}, { replies: ["Yes"] }),
    "output",
    NO_HANDLE.lost,
  ],
  [
    "a question's input is read again",
    call("question", {}, { replies: ["Yes"] }),
    "input",
    NO_HANDLE.read,
  ],
])("without recall %s", (_, draft, field, expected) => {
  const { messages } = createTranscript(draft.kind === "text" ? user(draft) : assistant(draft))
  const handles = messages.flatMap(({ parts }) =>
    parts.map((part) =>
      handleForPart({ lacksRecall: true }, { part, field, digest: "1a2b3c4d5e" }),
    ),
  )
  expect(handles).toEqual([expected])
})
