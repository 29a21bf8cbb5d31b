import { expect, it } from "vitest"
import { sessionOf } from "../../src/host/session-of.ts"
import { prompted } from "../builders/host-messages.ts"

const own = (id: string) => prompted(id, "Go", { sessionID: "ses_1" })
const foreign = (id: string) => prompted(id, "Remember: tabs.", { sessionID: "memory" })
const nameless = { info: { role: "user" }, parts: [] }

it.each<[string, readonly unknown[], string | undefined]>([
  ["the one that all name", [own("m1"), own("m2")], "ses_1"],
  [
    "the one that most name, whoever stands in front",
    [foreign("m0"), own("m1"), own("m2")],
    "ses_1",
  ],
  ["the one that the last of two names", [foreign("m0"), own("m1")], "ses_1"],
  ["the one that any names", [nameless, own("m1"), nameless], "ses_1"],
  ["unknown where none is named", [nameless], undefined],
])("the session of messages is %s", (_, messages, expected) => {
  expect(sessionOf(messages)).toBe(expected)
})
