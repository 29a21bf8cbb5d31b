import { expect, it } from "vitest"
import { messagesBehind } from "../../../src/session/native/messages-behind.ts"
import { assistant, createTranscript, text, user } from "../../builders/transcript.ts"

/** m01 to m06: a summary stands in the middle, and the newest request with its step at the end. */
const transcript = createTranscript(
  user(text("one")),
  assistant(text("answer")),
  { ...assistant(text("summary")), summary: true },
  assistant(text("went on")),
  user(text("two")),
  assistant(text("step")),
)
const behind = (head: string, overflow = false, request = "m07"): string[] =>
  messagesBehind({ transcript, head, request, overflow }).map(({ id }) => id)

/** m01 to m03, the second being of this kind to the host. */
const behindFirst = (type: string): string[] =>
  messagesBehind({
    transcript: createTranscript(
      user(text("one")),
      user({ kind: "other", type }),
      assistant(text("step")),
    ),
    head: "m01",
    request: "m04",
    overflow: false,
  }).map(({ id }) => id)

it.each([
  ["nothing behind the whole", behind("m06"), []],
  ["the tail, without summaries", behind("m02"), ["m04", "m05", "m06"]],
  ["the tail before a request", behind("m04", false, "m06"), ["m05"]],
  ["the repeated message alone, where no tail is known", behind("m04", true), ["m05"]],
  ["nothing behind a head that is not in the session", behind("other"), []],
  ["all behind the first message", behind("m01"), ["m02", "m04", "m05", "m06"]],
  ["nothing behind a head that is newer than the request", behind("m02", false, "m01"), []],
  ["no message that asks for a compaction", behindFirst("compaction"), ["m03"]],
  ["a message that asks for something else", behindFirst("subtask"), ["m02", "m03"]],
  ["the tail on an overflow too", behind("m02", true), ["m04", "m05", "m06"]],
])("what stays behind a summary is %s", (_name, ids, expected) => {
  expect(ids).toEqual(expected)
})
