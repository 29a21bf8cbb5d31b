import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { recall } from "../../src/session/recall.ts"
import type { RecallRequest } from "../../src/session/recall.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  media,
  reasoning,
  text,
  user,
} from "../builders/transcript.ts"

const lines = fileLines("alpha", 100)
const output = lines.join("\n")
const input = { filePath: "/project/a.ts", content: "one\ntwo", count: 3, tags: ["a", "b"] }
const picture = { mime: "image/png", name: "a.png", url: "data:image/png;base64,AAAA" }
const attached = { mime: "image/jpeg", name: "", url: "data:image/jpeg;base64,BBBB" }
const wide = `${"w".repeat(30_000)}the end`
const long = `a${"😀".repeat(2_000)}\nb`
const many = Array.from({ length: 5_000 }, (_, index) => `row ${index + 1}`).join("\n")

const transcript = createTranscript(
  user(text("The request itself"), media(picture)),
  assistant(
    reasoning("The thought"),
    call("bash", input, { output, media: [attached] }),
    call("bash", { command: "wide" }, { output: wide }),
    call("bash", { command: "long" }, { output: long }),
    call("bash", { command: "many" }, { output: many }),
  ),
)
const handleOf = (payload: string): string => digest(payload).slice(0, 8)
const recalled = (payload: string, request: Omit<RecallRequest, "handle"> = {}) =>
  recall({ transcript, edits: [], request: { handle: handleOf(payload), ...request }, digest })
const more = "ask for more with lines or pattern]"

describe("recall", () => {
  it.each<[string, string, Omit<RecallRequest, "handle">, string]>([
    ["an output", output, {}, output],
    ["a text of the user", "The request itself", {}, "The request itself"],
    ["reasoning", "The thought", {}, "The thought"],
    [
      "an input, as its fields with real line breaks",
      JSON.stringify(input),
      {},
      'filePath: /project/a.ts\ncontent:\none\ntwo\ncount: 3\ntags: ["a","b"]',
    ],
    [
      "a range of lines",
      output,
      { lines: "3-4" },
      `${lines[2]}\n${lines[3]}\n[2 (3 to 4) of 100 lines shown; ${more}`,
    ],
    [
      "one line",
      output,
      { lines: " 100 " },
      `${lines[99]}\n[1 (100 to 100) of 100 lines shown; ${more}`,
    ],
    ["a range past the end", output, { lines: "200-300" }, `[no line of 100 lines shown; ${more}`],
    ["a range around everything", output, { lines: "1-100" }, output],
    [
      "lines by pattern, with their numbers",
      output,
      { pattern: "LINE 7 |line 99" },
      `7: ${lines[6]}\n99: ${lines[98]}\n[2 (7 to 99) of 100 lines shown; ${more}`,
    ],
    [
      "lines by pattern within a range",
      output,
      { lines: "1-20", pattern: "line 19" },
      `19: ${lines[18]}\n[1 (19 to 19) of 100 lines shown; ${more}`,
    ],
    [
      "no line for a pattern that is only an expression",
      output,
      { pattern: "li.e" },
      `[no line of 100 lines shown; ${more}`,
    ],
    ["everything for an empty pattern and empty lines", output, { pattern: "", lines: "" }, output],
  ])("gives %s", (_, payload, request, expected) => {
    expect(recalled(payload, request)).toEqual({ text: expected, media: [] })
  })

  it.each([
    ["in capitals", handleOf(output).toUpperCase()],
    ["with space around", ` ${handleOf(output)} `],
    ["with the word before it", `recall ${handleOf(output)}`],
    ["in its placeholder", `[compacted bash ls, 100 lines: old; recall ${handleOf(output)}]`],
    [
      "in a placeholder that names another",
      `[compacted bash recall 00000000, 1 line: old; recall ${handleOf(output)}]`,
    ],
  ])("takes a handle %s", (_, handle) => {
    expect(recall({ transcript, edits: [], request: { handle }, digest }).text).toBe(output)
  })

  it("gives attachments of users and tools as attachments", () => {
    expect([recalled(picture.url), recalled(attached.url)]).toEqual([
      { text: "image/png a.png", media: [{ ...picture, kind: "media", id: "m01p2" }] },
      { text: "image/jpeg", media: [attached] },
    ])
  })

  it("is bounded for one long line, which counts as several", () => {
    const piece = `${"w".repeat(2_000)}\n`
    expect(recalled(wide).text).toBe(`${piece.repeat(11)}[11 (1 to 11) of 16 lines shown; ${more}`)
  })

  it.each<[string, Omit<RecallRequest, "handle">, string]>([
    ["lines", { lines: "16" }, "the end"],
    ["pattern", { pattern: "END" }, "16: the end"],
  ])("reaches the end of one long line by %s", (_, request, found) => {
    expect(recalled(wide, request).text).toBe(`${found}\n[1 (16 to 16) of 16 lines shown; ${more}`)
  })

  it("gives a long line as it is where it fits", () => {
    expect(recalled(long)).toEqual({ text: long, media: [] })
  })

  it("cuts no character of a long line in two", () => {
    const { text: shown } = recalled(long, { lines: "1-2" })
    expect(shown.split("\n").slice(0, 2)).toEqual([`a${"😀".repeat(1_999)}`, "😀".repeat(1)])
  })

  it("is bounded for many lines, and says where to go on", () => {
    expect(recalled(many).text.split("\n").slice(-2)).toEqual([
      "row 1000",
      `[1000 (1 to 1000) of 5000 lines shown; ${more}`,
    ])
  })

  it.each(["00000000", "", "1a2b", `${handleOf(output)}0`, "the handle"])(
    "refuses the handle %j with a hint",
    (handle) => {
      expect(() => recall({ transcript, edits: [], request: { handle }, digest })).toThrow(
        `Nothing in this session has the handle "${handle}"`,
      )
    },
  )

  it.each(["a-b", "-5", "1-2-3", "all"])("refuses the lines %j with a hint", (range) => {
    expect(() => recalled(output, { lines: range })).toThrow(
      `Expected \`lines\` as FIRST-LAST, for example 40-80, got "${range}".`,
    )
  })
})
