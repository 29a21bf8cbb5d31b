import { expect, it } from "vitest"
import { withInsert } from "../../src/host/with-insert.ts"
import { copyMessages } from "../builders/applied.ts"

const message = (id: string, role: string) => ({
  info: { id, sessionID: "ses_1", role, agent: `agent of ${id}` },
  parts: [{ id: `${id}p`, sessionID: "ses_1", messageID: id, type: "text", text: id }],
})
const inserted = (messageID: string) => ({
  id: `${messageID}-part`,
  sessionID: "ses_1",
  messageID,
  type: "text",
  text: "What holds.",
  synthetic: true,
})
const own = (id: string, user: string) => ({
  info: { id: `${id}-insert`, sessionID: "ses_1", role: "user", agent: `agent of ${user}` },
  parts: [inserted(`${id}-insert`)],
})
const [go, done, on, more] = [
  message("m1", "user"),
  message("m2", "assistant"),
  message("m3", "user"),
  message("m4", "assistant"),
]
const all = [go, done, on, more]

it.each([
  [
    "as a text of the user's message that it stands behind",
    all,
    "m3",
    [go, done, { ...on, parts: [...on.parts, inserted("m3")] }, more],
  ],
  ["as a message of its own behind an answer", all, "m2", [go, done, own("m2", "m3"), on, more]],
  [
    "as a message of the newest user behind the newest answer",
    all,
    "m4",
    [...all, own("m4", "m3")],
  ],
  ["nowhere where its message is not there", all, "m9", all],
  ["nowhere where no user has spoken", [done, more], "m2", [done, more]],
  ["nowhere where there is no message", [], "m1", []],
])("an insert stands %s", (_, messages, after, expected) => {
  expect(withInsert(copyMessages(messages), { after, text: "What holds.", tokens: 9 })).toEqual(
    expected,
  )
})

it.each(["m1", "m2", "m3", "m4"])(
  "an insert behind %s changes none of the host's objects",
  (after) => {
    const messages = copyMessages(all)
    withInsert(messages, { after, text: "What holds.", tokens: 9 })
    expect(messages).toEqual(all)
  },
)
