import { describe, expect, it } from "vitest"
import { digest } from "../../../src/host/digest.ts"
import { supersededReads } from "../../../src/session/rules/superseded-reads.ts"
import { largeReads } from "../../builders/large-reads.ts"
import { effectOf, recordedEffect } from "../../builders/rule-effect.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  readOutput,
  text,
  user,
} from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"

const path = "/project/a.ts"
const lines = fileLines("alpha", 40)
const whole = readOutput(path, lines)
const part = (first: number, last: number) =>
  readOutput(path, lines.slice(first - 1, last), { offset: first })
const read = (output: string, filePath = path) => assistant(call("read", { filePath }, { output }))
const write = (content: string) => assistant(call("write", { filePath: path, content }))
const edit = (oldString: string, newString: string) =>
  assistant(call("edit", { filePath: path, oldString, newString }))
const patch = (patchText: string) => assistant(call("apply_patch", { patchText }))
const done = assistant(text("Done."))
const session = (...messages: readonly MessageDraft[]) =>
  createTranscript(user(text("Go")), ...messages, done)

const handleOf = (output: string) => digest(output).slice(0, 8)
const replaced = (output: string, count: number) =>
  `[compacted read a.ts, ${count} lines: read again or overwritten below; recall ${handleOf(output)}]`

const services = (from: number, count: number, named = true) =>
  Array.from({ length: count }, (_, at) => [
    named ? `- name: service-${from + at}` : "- service:",
    "  replicas: 1",
    "  image: base",
    "  port: 80",
    "  restart: always",
    "  memory: 512",
  ]).flat()
const yaml = (from: number, count: number, { named = true, offset = 1 + 6 * from } = {}) =>
  read(readOutput(path, services(from, count, named), { offset }))
const small = edit("- name: service-0", "# the first\n- name: service-0")
const add = (count: number) =>
  edit("- name: service-0", [...services(90, count), "- name: service-0"].join("\n"))

describe("superseded reads", () => {
  it("fires on the recorded session", () => {
    expect(recordedEffect("superseded-read")).toEqual([
      "3 output of read src/dense.ts",
      "2 output of read src/recall.ts",
    ])
  })

  it.each<[string, MessageDraft]>([
    ["the file is read again", read(whole)],
    ["the file is read again by its relative path", read(whole, "a.ts")],
    ["the file is written anew", write("something else entirely")],
    ["an edit replaces all of it", edit(lines.join("\n"), "nothing of it")],
    [
      "a patch takes it out",
      patch(`*** Update File: ${path}\n@@\n${lines.map((line) => `-${line}`).join("\n")}`),
    ],
    ["a patch adds the file anew", patch(`*** Add File: ${path}\n+other`)],
  ])("leaves a note where %s", (_, later) => {
    expect(effectOf(supersededReads, session(read(whole), later))).toEqual({
      "m02p1 output": replaced(whole, 46),
    })
  })

  it("keeps uncovered lines word for word where a later read shows the rest", () => {
    expect(effectOf(supersededReads, session(read(whole), read(part(11, 40))))).toEqual({
      "m02p1 output": [
        `<path>${path}</path>`,
        ...lines.slice(0, 10).map((line, index) => `${index + 1}: ${line}`),
        `[compacted 30 lines here; recall ${handleOf(whole)}]`,
        "(Showing lines 1-40 of 40)",
      ].join("\n"),
    })
  })

  it("adds up what several later reads show", () => {
    const transcript = session(read(whole), read(part(1, 20)), read(part(21, 40)))
    expect(effectOf(supersededReads, transcript)).toEqual({ "m02p1 output": replaced(whole, 46) })
  })

  it("keeps short covered stretches between lines that stay", () => {
    const few = lines.slice(3, 6).concat(lines.slice(20))
    const transcript = session(read(whole), edit(few.join("\n"), "gone"))
    expect(effectOf(supersededReads, transcript)).toEqual({
      "m02p1 output": [
        `<path>${path}</path>`,
        ...lines.slice(0, 20).map((line, index) => `${index + 1}: ${line}`),
        `[compacted 20 lines here; recall ${handleOf(whole)}]`,
        "(Showing lines 1-40 of 40)",
      ].join("\n"),
    })
  })

  it("keeps instructions that the host delivered with the read, and only once", () => {
    const reminder =
      "\n\n<system-reminder>\nInstructions from: AGENTS.md\nBe kind.\n</system-reminder>"
    const output = `${whole}${reminder}`
    expect(effectOf(supersededReads, session(read(output), read(whole)))).toEqual({
      "m02p1 output": `${replaced(output, 51)}${reminder}`,
    })
  })

  it("keeps them beside the lines that stay", () => {
    const reminder =
      "\n\n<system-reminder>\nInstructions from: AGENTS.md\n1: be kind\n</system-reminder>"
    const output = `${whole}${reminder}`
    expect(effectOf(supersededReads, session(read(output), read(part(11, 40))))).toEqual({
      "m02p1 output": [
        `<path>${path}</path>`,
        ...lines.slice(0, 10).map((line, index) => `${index + 1}: ${line}`),
        `[compacted 30 lines here; recall ${handleOf(output)}]`,
        `(Showing lines 1-40 of 40)${reminder}`,
      ].join("\n"),
    })
  })

  const numbers = Array.from({ length: 40 }, (_, index) => String(index + 1))
  const mixed = [...lines.slice(0, 20), ...numbers.slice(0, 20)]

  it.each<[string, MessageDraft[]]>([
    ["a read that stands alone", [read(whole)]],
    ["a read of another file", [read(whole), read(whole, "/project/b.ts")]],
    ["a read of which little stands below", [read(whole), read(part(1, 10))]],
    ["a read before a small edit", [read(whole), edit("alpha line 3 of the file", "gone")]],
    ["a read before a failed edit", [read(whole), assistant(failedEdit())]],
    ["a listing of a folder", [read("<type>directory</type>\n1: x"), read(whole)]],
    ["a file of short lines that nothing shows again", [read(readOutput(path, numbers))]],
  ])("does not touch %s", (_, messages) => {
    expect(effectOf(supersededReads, session(...messages))).toEqual({})
  })

  it.each<[string, MessageDraft, string]>([
    ["a later read that was replaced itself", read(whole), "m03/m03p1/output"],
    ["an edit whose text was replaced since", edit(lines.join("\n"), "x"), "m03/m03p1/input"],
  ])("does not rely on %s", (_, later, slot) => {
    expect(effectOf(supersededReads, session(read(whole), later), { replaced: [slot] })).toEqual({})
  })

  it("does not take short lines as shown again because longer ones are", () => {
    const output = readOutput(path, mixed)
    const transcript = session(read(output), read(readOutput(path, mixed.slice(0, 20))))
    expect(effectOf(supersededReads, transcript)).toEqual({
      "m02p1 output": [
        `<path>${path}</path>`,
        `[compacted 20 lines here; recall ${handleOf(output)}]`,
        ...numbers.slice(0, 20).map((line, index) => `${index + 21}: ${line}`),
        "(Showing lines 1-40 of 40)",
      ].join("\n"),
    })
  })

  it("does not take line numbers as the same lines across an edit that moved them", () => {
    const first = readOutput(path, lines.slice(0, 20))
    const transcript = session(
      read(first),
      edit("alpha line 1 of the file", [...fileLines("beta", 40), lines[0]].join("\n")),
      read(readOutput(path, fileLines("beta", 20))),
    )
    expect(effectOf(supersededReads, transcript)).toEqual({})
  })

  it.each<[string, MessageDraft[]]>([
    ["other blocks of the file", [yaml(0, 10), yaml(10, 10)]],
    ["other, fully equal blocks", [yaml(0, 10, { named: false }), yaml(10, 10, { named: false })]],
    ["other blocks after a small edit", [yaml(0, 10), small, yaml(10, 10, { offset: 62 })]],
    ["other blocks after a large edit", [yaml(0, 10), add(10), yaml(10, 10, { offset: 121 })]],
    [
      "other, fully equal blocks after a small edit",
      [yaml(0, 10, { named: false }), small, yaml(10, 10, { named: false, offset: 62 })],
    ],
    [
      "blocks that edits wrote elsewhere",
      [yaml(5, 5), edit("- name: service-0", services(20, 5).join("\n"))],
    ],
  ])("does not take repeating blocks for %s", (_, messages) => {
    expect(effectOf(supersededReads, session(...messages))).toEqual({})
  })

  it.each<[string, MessageDraft[]]>([
    ["read again", [yaml(4, 10), yaml(4, 10)]],
    ["read again within a larger range", [yaml(4, 10), yaml(0, 30)]],
    ["read again in two pieces", [yaml(4, 10), yaml(0, 9), yaml(9, 9)]],
    ["moved by an edit and read again", [yaml(4, 10), add(3), yaml(4, 10, { offset: 43 })]],
    [
      "moved by two edits and read again",
      [yaml(4, 10), small, add(3), yaml(0, 20, { offset: 20 })],
    ],
    ["replaced by an edit", [yaml(4, 10), edit(services(4, 10).join("\n"), "gone")]],
    ["shown beside an edit that moved nothing", [yaml(4, 10), edit("x", "y"), yaml(4, 10)]],
  ])("recognises repeating blocks %s", (_, messages) => {
    expect(Object.keys(effectOf(supersededReads, session(...messages)))).toContain("m02p1 output")
  })

  it("lets lines that an edit took out cover only as many as it took out", () => {
    const equal = services(0, 10, false)
    const transcript = session(
      read(readOutput(path, ["# only here", ...equal])),
      edit(["# only here", ...equal.slice(0, 30)].join("\n"), "gone"),
    )
    const [, note, ...rest] = String(effectOf(supersededReads, transcript)["m02p1 output"]).split(
      "\n",
    )
    expect([note, ...rest.slice(0, 2)]).toEqual([
      expect.stringContaining("[compacted 31 lines here"),
      "32: - service:",
      "33:   replicas: 1",
    ])
  })

  it("does not take an appended text for the whole file", () => {
    const append = assistant(call("append_file", { filePath: path, content: "more" }))
    expect(effectOf(supersededReads, session(read(whole), append))).toEqual({})
  })

  const move = patch(`*** Update File: ${path}\n*** Move to: b.ts\n@@\n-${lines[0]}\n+first`)

  it("follows a file that a patch moved", () => {
    const output = readOutput("/project/b.ts", ["first", ...lines.slice(1)])
    expect(effectOf(supersededReads, session(read(whole), move, read(output, "b.ts")))).toEqual({
      "m02p1 output": replaced(whole, 46),
    })
  })

  it("does not take what is written to the old path for the moved file", () => {
    expect(effectOf(supersededReads, session(read(whole), move, write("other")))).toEqual({})
  })

  it("takes what stood where a patch moved a file for overwritten", () => {
    const older = read(whole, "/project/b.ts")
    expect(Object.keys(effectOf(supersededReads, session(older, move)))).toEqual(["m02p1 output"])
  })

  it("reads a file that speaks of folders as a file", () => {
    const output = readOutput(path, ["<type>directory</type>", ...lines])
    expect(Object.keys(effectOf(supersededReads, session(read(output), read(output))))).toEqual([
      "m02p1 output",
    ])
  })

  it("replaces all but the newest of many long reads, with edits between", () => {
    const effect = effectOf(supersededReads, largeReads({ reads: 40, lines: 600 }))
    expect(Object.keys(effect)).toHaveLength(39)
  })

  it.each([
    ["the recent window", { steps: 3 }],
    ["protected tools", { protectedTools: ["read"] }],
    ["protected files", { isProtectedFile: (file: string) => file === path }],
    [
      "files protected by their relative path",
      { isProtectedFile: (file: string) => file === "a.ts" },
    ],
  ])("does not touch %s", (_, settings) => {
    expect(effectOf(supersededReads, session(read(whole), read(whole)), settings)).toEqual({})
  })
})

function failedEdit() {
  return call(
    "edit",
    { filePath: path, oldString: lines.join("\n"), newString: "" },
    { status: "failed", output: "no" },
  )
}
