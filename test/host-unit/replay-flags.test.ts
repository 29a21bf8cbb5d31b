import { describe, expect, it } from "vitest"
import { KEY_VARIABLE, parseReplayFlags } from "../../src/host/replay-flags.ts"
import type { ReplayFlags } from "../../src/host/replay-flags.ts"

const model = { providerID: "anthropic", modelID: "claude" }

const flagsOf = (args: string, environment: Record<string, string> = {}): ReplayFlags => {
  const parsed = parseReplayFlags(args.split(" "), environment)
  if (parsed.kind !== "replay") throw new Error(JSON.stringify(parsed))
  return parsed.flags
}

describe("the flags of replay", () => {
  it("have defaults", () => {
    const { settings, ...rest } = flagsOf("a.json b.json")
    expect(rest).toEqual({
      files: ["a.json", "b.json"],
      charsPerToken: undefined,
      json: false,
      bounds: [],
      live: undefined,
    })
    expect(settings).toMatchObject({
      context: undefined,
      output: 8_000,
      factor: 1,
      system: 0,
      prices: { read: 0.1, write: 1.25 },
      plan: { auto: true, prune: true, dense: "pressure" },
    })
    expect(settings.budgetOf(model)).toMatchObject({ trigger: 0.96, target: 0.6 })
  })

  it("take the plugin's options, and its variables before them", () => {
    const options =
      '{"dense":"always","prune":true,"budget":{"models":{"anthropic/*":{"target":0.5}}}}'
    const { settings } = flagsOf(`a.json --options ${options}`, {
      SPEC_CONTEXT_DISPATCH_COMPACTION_PRUNE: "false",
    })
    expect(settings.plan).toMatchObject({ dense: "always", prune: false })
    expect(settings.budgetOf(model)).toMatchObject({ trigger: 0.96, target: 0.5 })
  })

  it("send nothing but with --live, with the key of the environment", () => {
    const args =
      "a.json --live --live-url http://localhost:1/v1 --live-model small --live-timeout 0.5"
    expect(flagsOf(args, { [KEY_VARIABLE]: "secret" }).live).toEqual({
      url: "http://localhost:1/v1",
      model: "small",
      repeats: 3,
      sample: 20,
      timeoutMs: 500,
      key: "secret",
    })
  })

  it.each([
    ["--json", "Expected at least one file to replay."],
    ['a.json --options {"enabled":false}', /switches the plugin off/],
    ["a.json --context 32k", 'Expected --context to be a whole number from 1, got "32k".'],
    ["a.json --read -1", /--read/],
    ["a.json --factor 0", 'Expected --factor to be a number from 0.1, got "0".'],
    [
      "a.json --options {dense",
      'Expected --options to be the plugin\'s options as JSON, got "{dense".',
    ],
    ['a.json --options {"dens":"off"}', "Unknown option dens; the nearest known one is dense."],
    ["a.json --gate speed=1", /Expected --gate as FIGURE=NUMBER/],
    ["a.json --live", "--live needs --live-url and --live-model."],
    ["a.json --live-url http://x/v1", /add --live to do so/],
    [
      "a.json --live --live-url ftp://x --live-model small",
      'Expected --live-url to be an http or https address, got "ftp://x".',
    ],
    ["a.json --repeats 1", 'Expected --repeats to be a whole number from 2, got "1".'],
    ["a.json --contxt 3", /--contxt/],
  ])("are refused: %s", (args, problem) => {
    const parsed = parseReplayFlags(args.split(" "), {})
    expect(parsed).toEqual({
      kind: "problem",
      problem: typeof problem === "string" ? problem : expect.stringMatching(problem),
    })
  })

  it("ask for help", () => {
    expect(parseReplayFlags(["--help"], {})).toEqual({ kind: "help" })
  })
})
