import { describe, expect, it } from "vitest"
import { digest } from "../../../src/host/digest.ts"
import { overtakenSearches } from "../../../src/session/rules/overtaken-searches.ts"
import { effectOf, recordedEffect } from "../../builders/rule-effect.ts"
import { assistant, call, createTranscript, text, user } from "../../builders/transcript.ts"
import type { CallOptions, MessageDraft } from "../../builders/transcript.ts"

const files = Array.from({ length: 30 }, (_, index) => `/project/src/file-${index}.ts`)
const listing = files.slice(0, 20).join("\n")
const longer = files.join("\n")
const hits = (count: number) =>
  [
    `Found ${count} matches`,
    ...files.slice(0, count).flatMap((file) => [`${file}:`, "  Line 7: export const alpha", ""]),
  ].join("\n")

const run = (
  tool: string,
  input: Record<string, unknown>,
  output: string,
  more: CallOptions = {},
) => assistant(call(tool, input, { output, ...more }))
const done = assistant(text("Done."))
const session = (...messages: readonly MessageDraft[]) =>
  createTranscript(user(text("Go")), ...messages, done)
const note = (what: string, output: string) =>
  `[compacted ${what}: newer result below; recall ${digest(output).slice(0, 8)}]`
const folder = (names: readonly string[]) =>
  `<path>/project/src</path>\n<type>directory</type>\n<entries>\n${names.join("\n")}\n</entries>`

const names = (count: number) => Array.from({ length: count }, (_, at) => `file-${at}.ts`)
const tree = (under: string, count: number) =>
  ["/project/src/", `  ${under}/`, ...names(count).map((name) => `    ${name}`)].join("\n")

describe("overtaken searches", () => {
  it("fires on the recorded session", () => {
    expect(recordedEffect("overtaken-search")).toEqual([
      "4 output of grep GUTTER",
      "4 output of grep export",
      "1 output of read src/rules",
      "1 output of glob **/*.{ts,md}",
    ])
  })

  it("replaces a listing asked again with the same arguments, whatever came back", () => {
    const transcript = session(
      run("glob", { pattern: "*.ts" }, listing),
      run("glob", { pattern: "*.ts" }, "No files found"),
    )
    expect(effectOf(overtakenSearches, transcript)).toEqual({
      "m02p1 output": note("glob *.ts, 20 lines", listing),
    })
  })

  it("replaces a listing whose lines all stand in a longer one", () => {
    const transcript = session(
      run("glob", { pattern: "src/*.ts" }, listing),
      run("list", { path: "src" }, longer),
    )
    expect(effectOf(overtakenSearches, transcript)).toEqual({
      "m02p1 output": note("glob src/*.ts, 20 lines", listing),
    })
  })

  it("replaces a search that a broader one of the same pattern includes", () => {
    const transcript = session(
      run("grep", { pattern: "alpha", include: "a.ts" }, hits(5)),
      run("grep", { pattern: "alpha" }, hits(9)),
    )
    expect(effectOf(overtakenSearches, transcript)).toEqual({
      "m02p1 output": note("grep alpha, 16 lines", hits(5)),
    })
  })

  it("replaces a folder read when it is read again", () => {
    const before = folder(files.slice(0, 20))
    const transcript = session(
      run("read", { filePath: "/project/src" }, before),
      run("read", { filePath: "/project/src" }, folder(files)),
    )
    expect(effectOf(overtakenSearches, transcript)).toEqual({
      "m02p1 output": note("read src, 24 lines", before),
    })
  })

  it.each<[string, MessageDraft, MessageDraft]>([
    [
      "equal names of another path",
      run("glob", { pattern: "*", path: "/project/a" }, names(20).join("\n")),
      run("glob", { pattern: "**", path: "/project/b" }, names(30).join("\n")),
    ],
    [
      "equal names under another folder of a tree",
      run("list", { path: "src", ignore: ["b"] }, tree("a", 20)),
      run("list", { path: "src", ignore: ["a"] }, `${tree("b", 30)}\n  a/`),
    ],
    [
      "relative hits of another path",
      run(
        "grep",
        { pattern: "x", path: "a" },
        `index.ts:\n${"  Line 1: x and more of it\n".repeat(9)}`,
      ),
      run(
        "grep",
        { pattern: "x", path: "b" },
        `index.ts:\n${"  Line 1: x and more of it\n".repeat(9)}`,
      ),
    ],
  ])("does not take a result for one with %s", (_, older, newer) => {
    expect(effectOf(overtakenSearches, session(older, newer))).toEqual({})
  })

  it("compares relative results of one path", () => {
    const transcript = session(
      run("glob", { pattern: "*", path: "src" }, names(20).join("\n")),
      run("glob", { pattern: "**", path: "/project/src" }, names(30).join("\n")),
    )
    expect(Object.keys(effectOf(overtakenSearches, transcript))).toEqual(["m02p1 output"])
  })

  it.each([
    ["asked again", { pattern: "*.ts" }],
    ["asked more broadly", { pattern: "**/*.ts" }],
  ])("does not count a newer result, %s, that was replaced itself", (_, input) => {
    const transcript = session(
      run("glob", { pattern: "*.ts" }, listing),
      run("glob", input, longer),
    )
    const replaced = ["m03/m03p1/output"]
    expect(effectOf(overtakenSearches, transcript, { replaced })).toEqual({})
  })

  it("does not take a file that speaks of folders for a folder", () => {
    const before = `<path>/project/a.ts</path>\n<type>file</type>\n1: <type>directory</type>\n${longer}`
    const transcript = session(
      run("read", { filePath: "/project/a.ts" }, before),
      run("read", { filePath: "/project/a.ts" }, before),
    )
    expect(effectOf(overtakenSearches, transcript)).toEqual({})
  })

  it.each([
    ["a search of another pattern", run("grep", { pattern: "beta" }, hits(9))],
    ["a shorter result of other arguments", run("grep", { pattern: "alpha", path: "b" }, hits(2))],
    [
      "a failed repetition",
      run("grep", { pattern: "alpha" }, "regex parse error", { status: "failed" }),
    ],
    ["another tool's output with the same lines", run("bash", { command: "rg" }, hits(9))],
    ["a repetition the host has cleared", run("grep", { pattern: "alpha" }, "", { clearedAt: 9 })],
  ])("does not touch a search before %s", (_, later) => {
    const transcript = session(run("grep", { pattern: "alpha" }, hits(5)), later)
    expect(effectOf(overtakenSearches, transcript)).toEqual({})
  })

  it.each([
    ["the recent window", { steps: 3 }],
    ["protected tools", { protectedTools: ["glob"] }],
  ])("does not touch %s", (_, settings) => {
    const transcript = session(
      run("glob", { pattern: "*.ts" }, listing),
      run("glob", { pattern: "*.ts" }, listing),
    )
    expect(effectOf(overtakenSearches, transcript, settings)).toEqual({})
  })
})
