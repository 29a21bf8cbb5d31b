import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { runCommand } from "../../src/command/run-command.ts"
import { asRecord } from "../../src/session/is-record.ts"
import { emptyFolder } from "../builders/empty-folder.ts"
import { calling, createEndpoint } from "../builders/endpoint.ts"

const fixture = path.resolve("test/fixtures/recorded-session.json")

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs the command with an empty environment, and keeps what it says. */
const run = async (...args: readonly string[]): Promise<Ran> => {
  const said = { out: "", err: "" }
  const code = await runCommand(args, {
    environment: {},
    out: (text) => void (said.out += `${text}\n`),
    err: (text) => void (said.err += `${text}\n`),
  })
  return { code, ...said }
}

const ROLES = JSON.stringify({ dispatch: { roles: { implementer: { agents: ["coder"] } } } })

describe("the command line", () => {
  it("reports on a session as a table", async () => {
    const { code, out, err } = await run("replay", fixture)
    expect({ code, err }).toEqual({ code: 0, err: "" })
    const [head, session] = out.split("\n")
    expect(head).toMatch(/^session +limit +requests +over +fit % +parity % /)
    expect(session).toMatch(/^recorded-session +\d+ +\d+ +\d+ +\d+\.\d/)
    expect(out).toContain("each limit is half of the session's largest prompt")
  })

  it("reports for machines, with every figure", async () => {
    const { code, out } = await run("replay", fixture, "--json", "--context", "12000")
    const report = asRecord(JSON.parse(out))
    expect(code).toBe(0)
    expect(Object.keys(report)).toEqual(["version", "settings", "sessions", "pooled", "gate"])
    expect(Object.keys(asRecord(report["pooled"]))).toEqual([
      "requests",
      "over",
      "fit",
      "overLimit",
      "all",
      "tokens",
      "cost",
      "breaks",
      "refetches",
      "stages",
      "ms",
    ])
  })

  it("fails at a gate, and names figure and session", async () => {
    const { code, out } = await run("replay", fixture, "--gate", "fit=0,sent=1")
    expect(code).toBe(1)
    expect(out).toContain("holds  fit: ")
    expect(out).toMatch(
      /FAILS {2}sent: [\d.]+, wanted at most 1\n +worst session: recorded-session/,
    )
  })

  it("names each file that is no export", async () => {
    const broken = path.join(emptyFolder(), "broken.json")
    fs.writeFileSync(broken, '{"info":{"id"')
    const { code, out, err } = await run("replay", fixture, broken, "/nowhere.json")
    expect({ code, out }).toEqual({ code: 3, out: "" })
    expect(err).toContain(`${broken}: is damaged or cut off (`)
    expect(err).toContain("/nowhere.json: cannot be read (")
  })

  it.each([
    ["no command", [], /^opencode-staged-compaction replay FILE…/],
    ["another command", ["play"], /^Unknown command "play"; expected replay or parity\.\nSee /],
    ["no file", ["replay"], /^Expected at least one file to replay\.\nSee /],
    ["no file to compare", ["parity"], /^Expected at least one file to compare\.\nSee /],
  ])("refuses %s", async (_title, args, message) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 2, out: "" })
    expect(err).toMatch(message)
  })

  it.each([[["--help"]], [["-h"]], [["help"]], [["replay", "--help"]], [["parity", "--help"]]])(
    "shows its help for %j",
    async (args) => {
      const { code, out, err } = await run(...args)
      expect({ code, err }).toEqual({ code: 0, err: "" })
      expect(out).toContain("--gate LIST")
    },
  )

  it("compares the dispatches of a session", async () => {
    const { code, err } = await run("parity", fixture, "--options", ROLES)
    expect({ code, err }).toEqual({
      code: 3,
      err: "recorded-session: holds no answered dispatch to an agent of a role\n",
    })
  })

  it("asks a live model, and reports agreement", async () => {
    const endpoint = await createEndpoint(() => calling("read", { filePath: "a.ts" }))
    const live = ["--live", "--live-url", endpoint.url, "--live-model", "small"]
    const { code, out } = await run("replay", fixture, ...live, "--sample", "2", "--repeats", "2")
    expect(code).toBe(0)
    expect(out).toContain("same action, full and compacted: 100.0 % of 8 pairs")
    expect(endpoint.asked.length).toBe(8)
  })

  it("fails where the live model gives no answers", async () => {
    const endpoint = await createEndpoint(() => ({ status: 404, body: "no model small" }))
    const live = ["--live", "--live-url", endpoint.url, "--live-model", "small"]
    const { code, err } = await run("replay", fixture, ...live, "--sample", "1")
    expect(code).toBe(4)
    expect(err).toContain("/chat/completions answered 404: no model small")
  })
})
