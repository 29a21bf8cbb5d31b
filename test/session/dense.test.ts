import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { dense, DENSE_VERSION } from "../../src/session/dense.ts"
import { fileLines, readOutput } from "../builders/transcript.ts"
import { holds } from "../builders/holds.ts"

const denseOf = (tool: string, text: string, directory = "/project"): string =>
  dense({ tool, text, directory })

/** The bytes of this version; a change here must raise it. */
const golden = {
  version: 1,
  tool: "bash",
  text: [
    "\u001b[32mok\u001b[0m \u001b]0;title\u0007first   ",
    "loading 10%\rloading 90%\rall is loaded",
    "",
    "",
    "",
    "",
    "     7\tconst a = 1",
    "     8\tconst b = 2",
    "     9\t  return a",
    "1: not a gutter",
    "/project/src/a.ts:1: hit",
    "tail\t",
  ].join("\n"),
  rendition: [
    "ok first",
    "all is loaded",
    "",
    "(from line 7)",
    "const a = 1",
    "const b = 2",
    "  return a",
    "1: not a gutter",
    "/project/src/a.ts:1: hit",
    "tail",
  ].join("\n"),
}

const visible = (text: string) => text.replaceAll(/\s/gu, "")

describe("the dense rendition", () => {
  it("keeps every character of a file, which an edit may have to match", () => {
    const text = "1: a  \n2: b\rc\u001b[0m\n3: \n4: \n5: \n6: d"
    expect(dense({ tool: "read", text, directory: "/project" })).toBe("a  \nb\rc\u001b[0m\n\n\n\nd")
  })

  it("has the bytes that its version stands for", () => {
    expect({ version: DENSE_VERSION, rendition: denseOf(golden.tool, golden.text) }).toEqual({
      version: golden.version,
      rendition: golden.rendition,
    })
  })

  it.each([
    ["colours", "bash", "\u001b[1;31mred\u001b[0m and \u001b[38;5;12mblue\u001b[m", "red and blue"],
    ["window titles", "bash", "\u001b]0;npm test\u0007text", "text"],
    ["cursor movements", "bash", "\u001b[2K\u001b[1Gtext\u001b[?25h", "text"],
    ["overwritten progress", "bash", "10 %\r50 %\rdone\nnext", "done\nnext"],
    ["progress before a shorter end", "bash", "1 of 2\r2 of 2\rok\nnext", "2 of 2\rok\nnext"],
    ["line ends of Windows", "bash", "a\r\nb\r\n", "a\nb\n"],
    ["space at line ends", "bash", "a  \nb\t\n", "a\nb\n"],
    ["runs of blank lines", "bash", "a\n\n\n\n\nb", "a\n\nb"],
    ["numbers before the lines of a file", "read", "1: a\n2: b\n3: c", "a\nb\nc"],
    ["numbers with bars", "read", "1| a\n2| b\n3| c", "a\nb\nc"],
    ["numbers with arrows", "read", "    1→a\n    2→b\n    3→c", "a\nb\nc"],
    ["numbers with tabs", "read", "     1\ta\n     2\tb\n     3\tc", "a\nb\nc"],
    [
      "the first of the numbers, where nothing else names it",
      "bash",
      "     4\ta\n     5\tb\n     6\tc",
      "(from line 4)\na\nb\nc",
    ],
    ["numbers with arrows in any tool", "bash", "4→a\n5→b\n6→c", "(from line 4)\na\nb\nc"],
    ["space at line ends, in Markdown too", "webfetch", "a  \nb", "a\nb"],
    [
      "a title, but the line behind one that never ends",
      "bash",
      "\u001b]0;a\nb\u0007",
      "0;a\nb\u0007",
    ],
    ["numbers of empty lines", "read", "1: a\n2: \n3: c", "a\n\nc"],
    ["the project's path before hits", "grep", "/project/a.ts:\n  Line 1: a", "a.ts:\n  Line 1: a"],
    ["the project's path before names", "glob", "/project/a.ts\n/project/b.ts", "a.ts\nb.ts"],
  ])("has no %s", (_, tool, text, expected) => {
    expect(denseOf(tool, text)).toBe(expected)
  })

  it.each([
    ["indentation", "read", "  a\n    b"],
    ["two numbered lines", "read", "1: a\n2: b"],
    ["numbers that do not count up", "bash", "3: a\n5: b\n9: c"],
    ["a list with points", "bash", "1. a\n2. b\n3. c"],
    ["numbers that may be the lines' own", "bash", "1: a\n2: b\n3: c"],
    ["rows of a table", "bash", "1| a\n2| b\n3| c"],
    ["columns that begin with a number", "bash", "1\ta\n2\tb\n3\tc"],
    ["lines that end in carriage returns only", "bash", "id,a\r1,bb\r2,ccc\r3,dddd\r"],
    ["text that a shorter one overwrote in part", "bash", "a long line\rshort\nnext"],
    ["rows between carriage returns", "bash", "id,a\r1,bb\r2,c\r3,dddd\rx\nnext"],
    ["times", "bash", "12:30 a\n12:31 b\n12:32 c"],
    ["paths of other folders", "grep", "/projects/a.ts:\n/other/b.ts:"],
    ["the project's path in the middle of a line", "grep", "from /project/a.ts"],
    ["the project's path in other tools' outputs", "bash", "/project/a.ts\n/project/b.ts"],
    ["text in other scripts", "bash", "漢字と仮名\n👩‍👩‍👧 emoji"],
    ["nothing", "bash", ""],
  ])("leaves %s as it is", (_, tool, text) => {
    expect(denseOf(tool, text)).toBe(text)
  })

  it("leaves paths absolute where the directory is the root", () => {
    expect(denseOf("glob", "/a.ts\n/b.ts", "/")).toBe("/a.ts\n/b.ts")
  })

  const line = fc
    .string({ unit: "grapheme" })
    .map((text) => `x${text.replaceAll(/[\s\p{Cc}]/gu, "_")}`)

  it("loses nothing of a file's lines", () => {
    holds(
      fc.property(
        fc.array(line, { minLength: 3 }),
        fc.integer({ min: 1, max: 9e4 }),
        (lines, offset) => {
          const text = denseOf("read", readOutput("/project/a.ts", lines, { offset }))
          expect(text.split("\n").slice(3, -3)).toEqual(lines)
        },
      ),
    )
  })

  it("loses no character but space, terminal codes and the gutter", () => {
    holds(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join("   \n\n\n\n\n")
        expect(visible(denseOf("bash", text))).toBe(visible(text))
      }),
    )
  })

  it("is the same each time", () => {
    const text = readOutput("/project/a.ts", fileLines("alpha", 50))
    expect(denseOf("read", text)).toBe(denseOf("read", text))
  })
})
