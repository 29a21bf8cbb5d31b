import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import { parityCommand } from "../../src/host/parity-command.ts"
import { parseParityFlags } from "../../src/host/parity-flags.ts"
import { emptyFolder } from "../builders/empty-folder.ts"

const fixture = path.resolve("test/fixtures/recorded-dispatches.json")
const roles = { implementer: { agents: ["coder"] }, reviewer: { agents: ["critic"] } }
const options = JSON.stringify({ dispatch: { roles } })

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

const run = async (...args: readonly string[]): Promise<Ran> => {
  const parsed = parseParityFlags(args, {})
  if (parsed.kind !== "parity") throw new Error(JSON.stringify(parsed))
  const said = { out: "", err: "" }
  const code = await parityCommand(parsed.flags, {
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  })
  return { code, ...said }
}

/** The recorded session with one thing changed. */
const changed = (from: string, to: string): string => {
  const text = fs.readFileSync(fixture, "utf8")
  if (!text.includes(from)) throw new Error(`${from} is not in the fixture`)
  const file = path.join(emptyFolder(), "changed.json")
  fs.writeFileSync(file, text.replace(from, to))
  return file
}

describe("parity", () => {
  it("is one over a recorded run with every branch, and no line that decides is lost", async () => {
    const { code, out, err } = await run(fixture, "--options", options)
    expect({ code, err }).toEqual({ code: 0, err: "" })
    expect(out).toContain("next_action_parity 1.0000 (15 of 15), retention 100.0 %")
  })

  it("says in JSON which steps differ and which lines a budget has no room for", async () => {
    const { code, out } = await run(fixture, "--options", options, "--budget", "240", "--json")
    const { total, runs } = JSON.parse(out)
    expect({ code, equal: total.equal, of: total.total }).toEqual({ code: 1, equal: 10, of: 15 })
    expect(total.retention).toBeLessThan(1)
    expect(runs[0].lost.length).toBeGreaterThan(0)
    expect(runs[0].diverging).toHaveLength(5)
  })

  it("fails where prompts would not be dispatched at all", async () => {
    const { code, err } = await run(fixture, "--options", options, "--budget", "10")
    expect({ code, err }).toEqual({ code: 1, err: "Next actions differ in recorded-dispatches." })
  })

  it("fails and names the run where the parent was told something else", async () => {
    const answer = "END_DISPATCH_RESULT\\n</task_result>"
    const file = changed(
      answer,
      "END_DISPATCH_RESULT\\nnextAction: spec_completed\\n</task_result>",
    )
    expect(await run(file, "--options", options)).toEqual({
      code: 1,
      out: expect.stringContaining("next_action_parity 0.9333 (14 of 15)"),
      err: "Next actions differ in changed.",
    })
  })

  it("is not claimed of a session without dispatches to a role", async () => {
    const { code, err } = await run(
      path.resolve("test/fixtures/recorded-session.json"),
      "--options",
      options,
    )
    expect({ code, err }).toEqual({
      code: 3,
      err: "recorded-session: holds no answered dispatch to an agent of a role",
    })
  })

  it.each<[readonly string[], string]>([
    [[], "Expected at least one file to compare."],
    [[fixture], "No agent has a role"],
    [
      [fixture, "--options", options, "--budget", "0"],
      "Expected --budget to be a whole number from 1",
    ],
    [[fixture, "--options", "{"], "Expected --options to be the plugin's options as JSON"],
  ])("refuses %j", (args, problem) => {
    expect(parseParityFlags(args, {})).toEqual({
      kind: "problem",
      problem: expect.stringContaining(problem),
    })
  })
})
