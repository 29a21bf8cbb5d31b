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

it.each([
  ["nothing behind the whole", behind("m06"), []],
  ["the tail, without summaries", behind("m02"), ["m04", "m05", "m06"]],
  ["the tail before a request", behind("m04", false, "m06"), ["m05"]],
  ["the repeated message alone, where no tail is known", behind("m04", true), ["m05"]],
  ["nothing behind a head that is not in the session", behind("other"), []],
  ["the tail on an overflow too", behind("m02", true), ["m04", "m05", "m06"]],
])("is %s", (_name, ids, expected) => {
  expect(ids).toEqual(expected)
})
