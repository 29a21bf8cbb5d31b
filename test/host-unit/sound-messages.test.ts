import { describe, expect, it } from "vitest"
import { soundMessages } from "../../src/host/sound-messages.ts"

const texts = (...ids: readonly (string | undefined)[]) => ids.map((id) => ({ type: "text", id }))
const given = (id: string | undefined, ...parts: readonly (string | undefined)[]) => ({
  info: { role: "user", id },
  parts: texts(...parts),
})

describe("an id that is made", () => {
  it.each([
    ["before it", ["part-1", undefined], ["part-1", "part-1-made"]],
    ["behind it", [undefined, "part-0"], ["part-0-made", "part-0"]],
    [
      "and what it would be then",
      [undefined, "part-0", "part-0-made"],
      ["part-0-made-made", "part-0", "part-0-made"],
    ],
    ["twice", ["part-1", "part-1", undefined], ["part-1", "part-1-made", "part-2"]],
  ])("is none that a part has %s", (_, ids, expected) => {
    const [message] = soundMessages([given("m1", ...ids)])
    expect(message?.parts.map(({ id }) => id)).toEqual(expected)
  })

  it("is none that a message has", () => {
    const sound = soundMessages([given("message-1", "p"), given(undefined, "p")])
    expect(sound.map(({ info }) => info.id)).toEqual(["message-1", "message-1-made"])
  })
})
