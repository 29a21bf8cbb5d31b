import { createRandom, pick } from "./random.ts"

/** Text on which a careless pattern or a careless loop takes long: one piece again and again, between two others. */
interface Shape {
  readonly before?: string
  readonly piece: string
  readonly after?: string
}

/** One character of each class. */
const CHARACTERS = [
  ..."aZ7_éж漢あ한",
  "😀",
  "\u0301",
  "\u200B",
  "\u00A0",
  "\u2028",
  "\uFFFD",
  "\uD800",
  "\uDC00",
  ..." \t\n\r\0\u001B",
  ..."\"'`\\()[]{}<>#-*+|/.:;,@=%~^&$!?。",
]

/** Two and more characters that belong together for some pattern. */
const PIECES = [
  ...['"\\', "'\\", '\\"', '""', "''", "` ", "\\\\", "\\n"],
  ...[
    "(a)",
    "(a)/",
    "[a]",
    "[a]/",
    "[a](b)",
    "{}",
    "()",
    "[[",
    "{[",
    "})",
    "<>",
    "<a",
    "<a ",
    "<a>",
  ],
  ...["</a>", "<!--", "&amp;", "<h1>", "<h1>x</h2>", "<h1 ", "<title>", "<think>", "<summary>"],
  ...[
    "a.",
    "a/",
    "a-",
    "a_",
    "aB",
    "a:",
    "a@",
    "a=",
    "a b ",
    "a b/c ",
    "../",
    "./",
    "~/",
    "-/",
    "/a",
  ],
  ...[
    "1.",
    "1,",
    "1 ",
    "1:1",
    "1 a ",
    "a1",
    "0 errors ",
    "no ",
    "- ",
    "* ",
    "# ",
    "**",
    "**a",
    "| a ",
  ],
  ...[
    "- a\n",
    "# a\n",
    "1. a\n",
    " \n",
    "\n ",
    "\t\n",
    "\r\n",
    "\n\r",
    "\r ",
    " \u2028",
    "a\n",
    "a:1:\n",
  ],
  ...[
    "a:1:1: ",
    "error ",
    "error a\n",
    "must ",
    "must a\n",
    "critical ",
    "fail",
    "exit ",
    "on the branch ",
  ],
  ...[
    "at a ",
    "at a:1:1 ",
    "at a(",
    'File "',
    "--> a:1",
    "from a:",
    "https://",
    "https://a.b/ ",
    "a.ts:1:",
  ],
  ...[
    "const a",
    "export ",
    "public ",
    "async ",
    "a(b)",
    "a(b) ",
    "class a{",
    "=> ",
    "a = b => ",
    "@@ ",
  ],
  ...[
    "@@ -1 +1 @@\n",
    "diff --git a/",
    "+++ b/a\n",
    "--- a\n+++ b\n",
    "commit 0123456\n",
    "*** Add File: ",
  ],
  ...[
    "*** Delete File: a\n",
    "*** Move to: a\n",
    "rm a\n",
    "; rm a",
    "\nrm ",
    " <",
    " >a",
    " -m ",
    ' -m "',
  ],
  ...[
    "<<A ",
    "<<A\n",
    "<<'",
    "$1 ",
    "$ARGUMENTS",
    "[Image ",
    "[compacted ",
    "[compacted a; recall ",
  ],
  ...[
    "recall 0",
    "task id: ",
    "task id\n",
    "workflow: ",
    "```",
    "```\n",
    "~~~\n",
    "BEGIN_DISPATCH_RESULT\n",
  ],
  ...[
    "END_DISPATCH_RESULT",
    '<task id="a" ',
    "<task_result>",
    "<path>a</path>\n",
    "1: a\n",
    "  1\ta\n",
    "1→",
  ],
  ...[
    '{"a":',
    '{"a":1},',
    '{"error":"a"},',
    "[1,",
    "\u001B[",
    "\u001B[0;",
    "\u001B]",
    "\u001B[31ma",
    "a\u0301",
  ],
  ...[
    "a\u200B",
    "👩\u200D",
    "\\u0041",
    "%20",
    "2026-01-01T00:00:00Z ",
    "deadbeef ",
    "0x",
    "/\n",
    "!😀",
    "!\u0301",
    " \u3000",
    "=-",
    "_ ",
    "。！",
  ],
]

/** Where the end of a line, or what stands before it, makes a pattern try again. */
const FRAMED: readonly Shape[] = [
  { before: "<", piece: " ", after: "x" },
  { before: "< ", piece: "/", after: "x" },
  { before: "~~~", piece: "~", after: "\r!" },
  { before: "```", piece: "`", after: "x`" },
  { before: "a", piece: " <", after: "\r!" },
  { before: "rm a", piece: " <", after: "\r!" },
  { before: "rm ", piece: " ", after: "\n" },
  { before: "x ", piece: "7", after: "x" },
  { before: "a/", piece: "-", after: "x" },
  { before: "https://", piece: "-", after: "x" },
  { before: "a/", piece: "(b)/", after: "" },
  { before: "x", piece: "/", after: "x" },
  { before: "task id:", piece: " ", after: "\r!" },
  { before: "task id: ", piece: ".", after: "!" },
  { before: "# ", piece: " ", after: "\r!" },
  { before: "- ", piece: "\t", after: "\u2028!" },
  { before: "a", piece: " ", after: "b" },
  { before: "const a", piece: "b", after: "\r!" },
  { before: "a(", piece: ")", after: ";{" },
  { before: "at ", piece: "a", after: ":1:1x" },
  { before: "*** Delete File: ", piece: "a", after: "\r!" },
  { before: "recall ", piece: "0", after: "g" },
  { before: "error: ", piece: "7", after: " passed" },
  { before: '"', piece: "\\", after: "" },
]

/** Lines without any repetition that a cache could know. */
const ALPHABETS: Readonly<Record<string, string>> = {
  base64: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/",
  digits: "0123456789",
  letters: "abcdefghijklmnopqrstuvwxyz",
  hexadecimal: "0123456789abcdef",
  punctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
  "camel case": "aB",
  "snake case": "ab_",
  paths: "ab/.",
  "brackets and quotes": "()[]{}<>\"'`\\ ",
  "white space": " \t\r\n",
  "spaces and line breaks": " \n",
  CJK: "的一是不了在人有我他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无同么经法当起与好看学进种将还分此心前面又定见只主没公从",
  "control characters": Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join(""),
}

const MINIFIED = 'function a(b,c){var d=b[c]||{};return d.e?d.f(g):h(d.i,"j",{k:1})};'
const DIFF = "+  const value = compute(first, second)\n-  const value = compute(first)\n"

/** Each shape with its name, of so many characters. */
export function textShapes(characters: number): readonly (readonly [string, string])[] {
  const random = createRandom(3)
  const filled = ({ before = "", piece, after = "" }: Shape): string => {
    const room = characters - before.length - after.length
    return before + piece.repeat(Math.ceil(room / piece.length)).slice(0, room) + after
  }
  const named = (shape: Shape) => [nameOf(shape), filled(shape)] as const
  const mixed = (alphabet: string): string => {
    const letters = alphabet.split("")
    return Array.from({ length: characters }, () => pick(letters, random)).join("")
  }
  return [
    ...[...CHARACTERS, ...PIECES].map((piece) => named({ piece })),
    ...FRAMED.map(named),
    ...Object.entries(ALPHABETS).map(([name, alphabet]) => [name, mixed(alphabet)] as const),
    ["minified code", filled({ piece: MINIFIED })],
    ["a diff", filled({ piece: DIFF })],
    [
      "one JSON line",
      JSON.stringify([mixed("ab "), { message: mixed('ab"\\') }]).slice(0, characters),
    ],
    ["nested JSON", "[".repeat(characters / 2) + "]".repeat(characters / 2)],
    ["distinct lines", Array.from({ length: characters / 8 }, (_, at) => `l ${at}`).join("\n")],
    ["distinct words", Array.from({ length: characters / 9 }, (_, at) => `fooBar${at}`).join(" ")],
    ["distinct paths", Array.from({ length: characters / 9 }, (_, at) => `a/b${at}.ts`).join(" ")],
    ["distinct numbers", Array.from({ length: characters / 6 }, (_, at) => at).join(",")],
  ]
}

const nameOf = ({ before = "", piece, after = "" }: Shape): string =>
  [before, piece, after]
    .filter((text) => text !== "")
    .map((text) => JSON.stringify(text))
    .join(" ")
