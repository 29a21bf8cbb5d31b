import { describe, expect, it } from "vitest"
import { allowRecall } from "../../src/host/allow-recall.ts"
import { SUMMARIZER_AGENT } from "../../src/host/summarizer-agent.ts"
import { asRecord } from "../../src/session/is-record.ts"

const reader = { "*": "deny", read: "allow" }

/** What an agent, and everybody, is permitted afterwards, in the order of the rules. */
const permissions = (config: object, agent = "reader"): unknown[] => {
  const given = structuredClone(config)
  allowRecall(given)
  const { permission, agent: agents } = asRecord(given)
  return [asRecord(asRecord(agents)[agent])["permission"], permission].map(
    (one) => one && JSON.stringify(one),
  )
}

describe("the permission to recall", () => {
  it.each([
    [
      "goes to an agent with a list of tools",
      { reader },
      {},
      [{ ...reader, recall: "allow" }, { recall: "allow" }],
    ],
    [
      "goes to an agent that may do some things with a tool",
      { reader: { "*": "deny", bash: { "*": "deny", "ls *": "allow" } } },
      {},
      [
        { "*": "deny", bash: { "*": "deny", "ls *": "allow" }, recall: "allow" },
        { recall: "allow" },
      ],
    ],
    [
      "is there where an agent denies single tools",
      { reader: { edit: "deny" } },
      {},
      [{ edit: "deny" }, { recall: "allow" }],
    ],
    [
      "stays denied where an agent denies it by name",
      { reader: { ...reader, recall: "deny" } },
      {},
      [{ ...reader, recall: "deny" }, { recall: "allow" }],
    ],
    [
      "stays denied where an agent denies tools called like it",
      { reader: { ...reader, "rec*": "deny" } },
      {},
      [{ ...reader, "rec*": "deny" }, { recall: "allow" }],
    ],
    [
      "stays denied where the configuration denies it by name",
      { reader },
      { recall: "deny" },
      [reader, { recall: "deny" }],
    ],
    [
      "is not forced on an agent without any tool",
      { reader: "deny" },
      {},
      ["deny", { recall: "allow" }],
    ],
    [
      "goes to everybody where the configuration lists tools",
      { reader: { bash: "deny" } },
      reader,
      [{ bash: "deny" }, { ...reader, recall: "allow" }],
    ],
    [
      "goes only to an agent with tools where nobody else has any",
      { reader: { read: "allow" } },
      "deny",
      [{ read: "allow", recall: "allow" }, "deny"],
    ],
    [
      "stays as it is asked for",
      { reader: { ...reader, recall: "ask" } },
      "ask",
      [
        { ...reader, recall: "ask" },
        { "*": "ask", recall: "allow" },
      ],
    ],
    [
      "is added where agents say nothing of permissions",
      {},
      undefined,
      [undefined, { recall: "allow" }],
    ],
  ])("%s", (_, agents, permission, expected) => {
    const agent = Object.fromEntries(
      Object.entries(agents).map(([name, own]) => [name, { permission: own }]),
    )
    expect(permissions({ agent, permission })).toEqual(
      expected.map((one) => one && JSON.stringify(one)),
    )
  })

  it("does not go to the agent that writes summaries", () => {
    const own = { permission: { "*": "deny", read: "allow" } }
    const [its] = permissions({ agent: { [SUMMARIZER_AGENT]: own } }, SUMMARIZER_AGENT)
    expect(its).toBe(JSON.stringify(own.permission))
  })
})
