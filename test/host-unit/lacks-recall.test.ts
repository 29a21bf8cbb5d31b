import { describe, expect, it } from "vitest"
import { lacksRecall } from "../../src/host/lacks-recall.ts"

const rule = (permission: string, action: string, pattern = "*") => ({
  permission,
  pattern,
  action,
})
const listed = [rule("*", "deny"), rule("read", "allow")]
const message = { agent: "reader" }

describe("a request", () => {
  it.each<[string, unknown, unknown, object, boolean]>([
    ["recalls where nothing denies it", [rule("*", "allow")], undefined, message, false],
    ["recalls where the host tells nothing", undefined, undefined, message, false],
    ["recalls where the rules are none that can be read", "deny", [{}], message, false],
    ["cannot recall with an agent that lists other tools", listed, undefined, message, true],
    [
      "recalls with an agent that lists it",
      [...listed, rule("recall", "allow")],
      [],
      message,
      false,
    ],
    ["recalls with another agent", listed, undefined, { agent: "build" }, false],
    ["cannot recall in a session that denies it", [], [rule("recall", "deny")], message, true],
    [
      "recalls where only some arguments are denied",
      [],
      [rule("recall", "deny", "x")],
      message,
      false,
    ],
    [
      "cannot recall where its message denies it",
      [],
      [],
      { ...message, tools: { recall: false } },
      true,
    ],
    [
      "cannot recall where its message lists other tools",
      [],
      [],
      { ...message, tools: { "*": false, read: true } },
      true,
    ],
    [
      "recalls where its message lists it",
      [],
      [],
      { ...message, tools: { "*": false, recall: true } },
      false,
    ],
    [
      "recalls where its message denies others",
      [],
      [],
      { ...message, tools: { bash: false } },
      false,
    ],
  ])("%s", async (_, permission, rules, asked, expected) => {
    const client = {
      agents: async () => [{ name: "reader", permission }, { name: "build" }],
      sessionRules: async () => rules,
    }
    expect(await lacksRecall(client, "ses_1", asked)).toBe(expected)
  })

  it("of a session that is still to begin goes by its agent alone", async () => {
    const client = {
      agents: async () => [{ name: "reader", permission: [] }],
      sessionRules: async () => [rule("recall", "deny")],
    }
    expect(await lacksRecall(client, undefined, message)).toBe(false)
  })
})
