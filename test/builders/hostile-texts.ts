/** Texts on which a careless pattern or a careless loop takes long, each of about so many characters. */
export const hostileTexts = (characters: number): readonly (readonly [string, string])[] => {
  const filled = (piece: string): string =>
    piece.repeat(Math.ceil(characters / piece.length)).slice(0, characters)
  const numbered = (line: (index: number) => string): string =>
    Array.from({ length: Math.ceil(characters / 20) }, (_, index) => line(index)).join("\n")
  return [
    ...PIECES.map((piece) => [JSON.stringify(piece), filled(piece)] as const),
    ["nested JSON", "[".repeat(characters / 2) + "]".repeat(characters / 2)],
    ["distinct errors", numbered((index) => `error ${index} in fooBar${index}`)],
    ["distinct paths", numbered((index) => `src/a${index}/b.ts`)],
    ["distinct binding lines", numbered((index) => `You must keep rule ${index}.`)],
    ["a call that never closes", `x(${filled("a ")}`],
    ["a line within spaces", `a${filled(" ")}b`],
    ["files without changes", `diff --git a/x b/x\n@@ -1 +1 @@\n${filled("--- a\n+++ b\n")}`],
  ]
}

const PIECES: readonly string[] = [
  "x=1;foo.barBaz(qux);",
  "a",
  "/",
  " ",
  "\n",
  "*",
  "长",
  "错误",
  "😀",
  "error ",
  "error x\n",
  "critical ",
  "- critical error in src/a.ts: no such file\n",
  "You must not fail here. ",
  "a/",
  "a.",
  "a-",
  "a_",
  "(a",
  "[a",
  "{",
  "[",
  '"a": {\n',
  "http://",
  "\u001B[",
  "\u001B]",
  "0 ",
  "no ",
  "at a:1\n",
  'File "',
  "public ",
  "<h1>",
]
