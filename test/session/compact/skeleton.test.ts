import { beforeAll, describe, expect, it } from "vitest"
import { createTokenCounter } from "../../../src/host/tokens.ts"
import { declarationRank } from "../../../src/session/compact/outline/code-outline.ts"
import { skeleton } from "../../../src/session/compact/skeleton.ts"
import type { SkeletonInput } from "../../../src/session/compact/skeleton.ts"

const { ready, count } = createTokenCounter({})
beforeAll(ready)

const linesOf = (input: Partial<SkeletonInput> & { text: string }): readonly string[] =>
  skeleton({ tool: "bash", tokens: 200, count, isKnown: () => false, ...input })

describe("a declaration", () => {
  it.each([
    "export const totalPrice = (items: readonly Item[]): number =>",
    "export default function handler(request) {",
    "const readable = async (part) => {",
    "export type Level = 0 | 1",
    "  async addItem(item: Item): Promise<void> {",
    "  static #parse(text) {",
    "class Shelf:",
    "    def take_items(self, wanted: int) -> int:",
    "async def report_stock(shelves, *, limit=3):",
    "pub(crate) fn run_all(&mut self) -> usize {",
    "impl<'a> JobQueue<'a> {",
    "func (q *Queue) Push(job Job) error {",
    "type Queue struct {",
    "    public static void main(String[] args) {",
    "    public async Task<int> LoadAsync(string path)",
    "static int add_items(int *items, int count)",
    "int main(void) {",
    "build_image() {",
    ".card > .title:hover {",
    "@media (max-width: 600px) {",
    "CREATE TABLE IF NOT EXISTS orders (",
    "create or replace view open_orders as",
    "message ApiError {",
    "  rpc ListOrders(ListRequest) returns (ListReply);",
    "[tool.poetry]",
    "services:",
    "DATABASE_URL=postgres://localhost/shop",
    '  "scripts": {',
    "defmodule Shop.Cart do",
    "fun totalPrice(items: List<Item>): Int {",
    'describe("prices", () => {',
    '  it("adds up", () => {',
    "## Install",
  ])("is %s", (line) => {
    expect(declarationRank(line)).toBeDefined()
  })

  it.each([
    "",
    "}",
    "  return total",
    "  if (left > 0) {",
    "if (left > 0) {",
    "for item in items:",
    "} else {",
    "  for (const item of items) {",
    "  const total = price * amount",
    "    self.amount -= wanted",
    "// export of the class",
    "// const total = () => {",
    "# reads the stock",
    'import { a } from "./a.ts"',
    "  items.push(item)",
  ])("is not %s", (line) => {
    expect(declarationRank(line)).toBeUndefined()
  })
})

const commit = (id: string, subject: string, file: string): readonly string[] => [
  `commit ${id}`,
  "",
  `    ${subject}`,
  "",
  `diff --git a/${file} b/${file}`,
  `--- a/${file}`,
  `+++ b/${file}`,
  "@@ -1 +1 @@",
  "-    const before = 1",
  "+    const after = 1",
  "",
]

describe("the skeleton", () => {
  it("has a diff's files with what was added and removed, and its hunks", () => {
    const text = [
      "diff --git a/src/a.ts b/src/a.ts",
      "index 44ff72f..4cef5c1 100644",
      "--- a/src/a.ts",
      "+++ b/src/a.ts",
      "@@ -1,3 +1,3 @@ export function sumOf(",
      " const a = 1",
      "-const oldName = 2",
      "+const newName = 2",
      "diff --git a/src/b.ts b/src/b.ts",
      "deleted file mode 100644",
      "--- a/src/b.ts",
      "+++ /dev/null",
      "@@ -1 +0,0 @@",
      "-gone",
    ].join("\n")
    expect(linesOf({ text })).toEqual([
      "src/a.ts +1 -1",
      "@@ -1,3 +1,3 @@ export function sumOf(",
      "src/b.ts (deleted) +0 -1",
      "@@ -1 +0,0 @@",
      "oldName newName",
    ])
  })

  it("counts changed lines of a diff that look like its headers as changed lines", () => {
    const text = [
      "diff --git a/doc/a.sql b/doc/a.sql",
      "--- a/doc/a.sql",
      "+++ b/doc/a.sql",
      "@@ -1,4 +1,4 @@",
      " @@ -7 +7 @@ kept",
      "-@@ -8 +8 @@ goneName",
      "--- goneTable",
      "--- goneView",
      "+@@ -9 +9 @@ newName",
      "+++ newTable",
      "+++ newView",
    ].join("\n")
    expect(linesOf({ text })).toEqual([
      "doc/a.sql +3 -3",
      "@@ -1,4 +1,4 @@",
      "goneName goneTable goneView newName newTable newView",
    ])
  })

  it("has the files of a merge's diff too", () => {
    const text = [
      "diff --cc src/a.ts",
      "index 44ff72f,4cef5c1..9be2b24",
      "--- a/src/a.ts",
      "+++ b/src/a.ts",
      "@@@ -1,2 -1,2 +1,2 @@@",
      "  const a = 1",
      "- const oldName = 2",
      " -const otherName = 2",
      "++const newName = 2",
    ].join("\n")
    expect(linesOf({ text })).toEqual([
      "src/a.ts +1 -2",
      "@@@ -1,2 -1,2 +1,2 @@@",
      "oldName otherName newName",
    ])
  })

  it("has the commits of a log with their changes", () => {
    const text = [
      ...commit("1a2b3c4d5e", "Mend it", "a.ts"),
      ...commit("2b3c4d5e6f", "Break it", "b.ts"),
    ]
    expect(linesOf({ text: text.join("\n") })).toEqual([
      "commit 1a2b3c4d5e",
      "Mend it",
      "a.ts +1 -1",
      "@@ -1 +1 @@",
      "commit 2b3c4d5e6f",
      "Break it",
      "b.ts +1 -1",
    ])
  })

  it("has the structure of JSON, of a table its first rows", () => {
    const rows = Array.from({ length: 3_000 }, (_, id) => ({ id, owner: { name: `n${id}` } }))
    expect(linesOf({ text: JSON.stringify({ total: 3_000, rows, next: null }) })).toEqual([
      "total: 3000",
      "rows: [3000 × {2 keys}]",
      "next: null",
    ])
  })

  it("has the failures in JSON", () => {
    const text = JSON.stringify({ ok: false, errors: ["Error: no such table"], status: "failed" })
    expect(linesOf({ text })).toEqual([
      "ok: false",
      'errors: [1 × "Error: no such table"]',
      'status: "failed"',
      "status: failed",
      "Error: no such table",
    ])
  })

  it("has no half of a character of what failed in JSON", () => {
    const errors = [`Error: ${"😀".repeat(90)}`, `Error: x${"😀".repeat(90)}`]
    const lines = linesOf({ text: JSON.stringify({ errors }), tokens: 900 })
    expect(lines.filter((line) => line.startsWith("Error: "))).toEqual([
      `Error: ${"😀".repeat(56)}`,
      `Error: x${"😀".repeat(56)}`,
    ])
  })

  it("has of a search its files and lines", () => {
    const text = "Found 3 matches\n/p/a.ts:\n  Line 3: x\n  Line 9: y\n\n/p/b.ts:\n  Line 1: z"
    expect(linesOf({ tool: "grep", text })).toEqual(["/p/a.ts:3,9", "/p/b.ts:1"])
  })

  it("has no name that stands elsewhere, and asks for none that it has no room for", () => {
    const asked: string[] = []
    const isKnown = (name: string): boolean => {
      asked.push(name)
      return name === "secondName"
    }
    const text = "firstName secondName thirdName fourthName fifthName sixthName"
    const [names = ""] = linesOf({ tool: "read", text, tokens: 8, isKnown })
    expect({ names, asked }).toEqual({
      names: "firstName thirdName fourthName",
      asked: ["firstName", "secondName", "thirdName", "fourthName"],
    })
  })

  it("has paths without the session's directory", () => {
    const text = "/home/me/shop/src/a.ts\n/home/me/shop/src/b.ts\n/etc/hosts"
    expect(linesOf({ tool: "glob", text, directory: "/home/me/shop" })).toEqual([
      "src/a.ts src/b.ts etc/hosts",
    ])
  })

  it("is empty for an empty output, and for one of blanks", () => {
    expect(["", "\n\n", "   "].map((text) => linesOf({ text }))).toEqual([[], [], []])
  })
})
