import { describe, expect, it } from "vitest"
import { diffLines } from "../../../src/session/compact/outline/diff-lines.ts"

/** Each line with what it is in front of it. */
const told = (lines: readonly string[]): readonly string[] =>
  diffLines(lines).map((kind, index) => `${kind}| ${lines[index]}`)

/** Lines that say themselves what they are, from `kind| line`. */
const asTold = (text: string): readonly string[] =>
  text
    .trim()
    .split("\n")
    .map((line) => line.trimStart())
const check = (text: string): void => {
  const expected = asTold(text)
  expect(told(expected.map((line) => line.slice(line.indexOf("| ") + 2)))).toEqual(expected)
}

describe("the lines of a diff", () => {
  it("are files, their headers, hunks, and what was changed", () => {
    check(`
      other| commit 1a2b3c4d
      other|     Mend it
      file| diff --git a/a.ts b/a.ts
      header| index 1..2 100644
      header| --- a/a.ts
      header| +++ b/a.ts
      hunk| @@ -1,2 +1,3 @@ const a
      same|  one
      removed| -two
      added| +three
      added| +four
      hunk| @@ -9 +10 @@
      removed| -nine
      added| +ten
      file| diff --git a/b.ts b/b.ts
      header| deleted file mode 100644
      header| --- a/b.ts
      header| +++ /dev/null
      hunk| @@ -1 +0,0 @@
      removed| -gone
      other| commit 2b3c4d5e
      other|     Mend it again
    `)
  })

  it("are changes where they look like a hunk, a file or its names", () => {
    check(`
      file| diff --git a/a.diff b/a.diff
      header| --- a/a.diff
      header| +++ b/a.diff
      hunk| @@ -1,4 +1,4 @@
      same|  @@ -1 +1 @@
      removed| -@@ -2 +2 @@
      removed| --- a/old.ts
      removed| -diff --git a/x b/x
      added| +++ b/new.ts
      added| +@@ -3 +3 @@
      added| +commit 1a2b3c4d
    `)
  })

  it("are a file where old and new name stand alone", () => {
    check(`
      file| --- a.ts\t2024
      header| +++ a.ts\t2025
      hunk| @@ -1 +1 @@
      removed| -one
      added| +two
      file| --- b.ts
      header| +++ b.ts
      hunk| @@ -0,0 +1 @@
      added| +three
      file| Index: c.ts
      header| =====
      header| --- c.ts
      header| +++ c.ts
      hunk| @@ -1 +1 @@
    `)
  })

  it("are no change behind the lines that a hunk says it has", () => {
    check(`
      file| diff --git a/a.ts b/a.ts
      hunk| @@ -1 +1 @@
      removed| -one
      same| \\ No newline at end of file
      added| +two
      same| \\ No newline at end of file
      same| -- 
      same| 2.40.1
      same|     four spaces
    `)
  })

  it("are changes by their first sign alone", () => {
    check(`
      file| diff --git a/a.ts b/a.ts
      hunk| @@ -1,4 +1,3 @@
      same|  -one
      same|  +two
      removed| -+three \\n
      removed| -four
      added| +-five \\n
      same| -- behind
    `)
  })

  it("are the next file's where a hunk was cut off", () => {
    check(`
      file| diff --git a/a.ts b/a.ts
      hunk| @@ -1,90 +1,90 @@
      removed| -one
      same| ... 80 lines more
      file| diff --git a/b.ts b/b.ts
      hunk| @@ -1 +1 @@
      removed| -two
    `)
  })

  it("are the next file's where a hunk was cut off right before its names", () => {
    check(`
      file| --- a/a.ts
      header| +++ b/a.ts
      hunk| @@ -1,90 +1,90 @@
      removed| -one
      same|  ... 80 lines more
      file| --- a/b.ts
      header| +++ b/b.ts
      hunk| @@ -1,2 +1,2 @@
      removed| -two
      same|  three
      added| +four
    `)
  })

  it.each<[string, readonly string[]]>([
    ["nothing", []],
    ["an empty line", [""]],
    ["our note", ["[compacted 80 lines here; recall 12345678]"]],
  ])("are the next file's where %s stands between a cut-off hunk and its names", (_, gap) => {
    const next = ["--- a/b.ts", "+++ b/b.ts", "@@ -1 +1 @@", "-two"]
    const kinds = diffLines([
      "--- a/a.ts",
      "+++ b/a.ts",
      "@@ -1,9 +1,9 @@",
      "-one",
      ...gap,
      ...next,
    ])
    expect(kinds.slice(-4)).toEqual(["file", "header", "hunk", "removed"])
  })

  it("are changes where they look like names and end a hunk", () => {
    check(`
      file| diff --git a/a.sql b/a.sql
      hunk| @@ -1,2 +1,2 @@
      same|  one
      removed| --- old comment
      added| +++ new comment
      hunk| @@ -9 +9 @@
      removed| -nine
    `)
  })

  it("are changes where a hunk does not say how long it is", () => {
    check(`
      file| --- a.ts
      header| +++ a.ts
      hunk| @@ function one
      same|  one
      removed| -@@ two
      removed| --- three
      added| +three
      hunk| @@
      added| +four
      file| --- b.ts
      header| +++ b.ts
    `)
  })

  it("have a sign for each parent of a merge", () => {
    check(`
      file| diff --cc a.ts
      hunk| @@@ -1,2 -1,2 +1,2 @@@
      same|   one
      removed| - two
      removed|  -three
      added| ++four
      added| + five
      added|  +six
    `)
  })
})
