import { readFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { createTokenCounter } from "../../../src/host/tokens.ts"
import { outputKind } from "../../../src/session/compact/output-kind.ts"
import { plainLines } from "../../../src/session/compact/plain-lines.ts"
import { skeleton } from "../../../src/session/compact/skeleton.ts"
import { isErrorLine } from "../../../src/session/compact/telling-lines.ts"

const { ready, count } = createTokenCounter({})
beforeAll(ready)

const folder = join(import.meta.dirname, "golden")
const source = (name: string): string => readFileSync(join(folder, `${name}.input.txt`), "utf8")

/** What the largest outputs get. */
const BOUND = 160
/** Room for every line of any of these sources. */
const WIDE = 20_000

interface Golden {
  readonly name: string
  readonly tool: string
  readonly kind: string
  /** What a reader of the source would call its errors, written down by hand. */
  readonly errors?: readonly string[]
}

/** Recorded from the tools; paths replaced, long ones cut at their end. */
const GOLDEN: readonly Golden[] = [
  {
    name: "compiler-tsc",
    tool: "bash",
    kind: "shell",
    errors: [
      "src/cart.ts(8,3): error TS2322",
      "src/cart.ts(11,46): error TS2551",
      "src/cart.ts(12,3): error TS2322",
      "src/cart.ts(19,22): error TS2345",
      "src/cart.ts(23,25): error TS2551",
      "src/cart.ts(25,5): error TS2322",
      "src/checkout.ts(1,27): error TS2305",
      "src/checkout.ts(2,28): error TS2307",
      "src/checkout.ts(5,42): error TS2554",
    ],
  },
  {
    name: "compiler-tsc-colour",
    tool: "bash",
    kind: "shell",
    errors: ["src/cart.ts:8:3 - error TS2322: Type 'string'", "Found 9 errors in 2 files."],
  },
  {
    name: "compiler-rustc",
    tool: "bash",
    kind: "shell",
    errors: [
      "error[E0425]: cannot find value `jobs` in this scope · src/main.rs:46:22",
      "error[E0599]: no method named `push` found",
      "error[E0308]: mismatched types · src/main.rs:36:9",
      "error: could not compile `queue`",
    ],
  },
  {
    name: "compiler-gcc",
    tool: "bash",
    kind: "shell",
    errors: [
      "gcc.c:2:99: error: ‘item’ undeclared",
      "gcc.c:3:70: error: ‘total’ undeclared",
      "gcc.c:3:75: error: expected ‘;’",
    ],
  },
  {
    name: "tests-vitest",
    tool: "bash",
    kind: "shell",
    errors: [
      "FAIL  test/price.test.mjs > prices > counts the amount",
      "AssertionError: expected 2 to be 6 // Object.is equality · test/price.test.mjs:6:79",
      "FAIL  test/price.test.mjs > prices > rounds up",
      "FAIL  test/price.test.mjs > prices > refuses what is no price",
      "TypeError: Cannot read properties of null (reading '1') · src/price.mjs:4:22",
      "Tests  3 failed | 2 passed (5)",
    ],
  },
  {
    name: "tests-node",
    tool: "bash",
    kind: "shell",
    errors: [
      "not ok 2 - counts the amount · /project/test/price.node.mjs:7:3",
      "not ok 3 - rounds up · /project/test/price.node.mjs:8:3",
      "not ok 5 - refuses what is no price · /project/test/price.node.mjs:10:3",
      "# fail 3",
    ],
  },
  {
    name: "tests-unittest",
    tool: "bash",
    kind: "shell",
    errors: [
      "ERROR: test_bad_file",
      "ERROR: test_take_all",
      "ERROR: test_unknown_shelf",
      "FAIL: test_restock",
      "AssertionError: 11 != 12 · /project/test_inventory.py:16",
      "KeyError: 'screws' · /project/inventory.py:27",
      "FAILED (failures=1, errors=3)",
    ],
  },
  {
    name: "tests-pytest",
    tool: "bash",
    kind: "shell",
    errors: [
      "AssertionError: 11 != 12",
      "test_inventory.py:16: AssertionError",
      "FAILED test_inventory.py::ShelfTest::test_unknown_shelf - KeyError: 'screws'",
      "4 failed, 1 passed",
    ],
  },
  {
    name: "stack-node",
    tool: "bash",
    kind: "shell",
    errors: [
      "Error: order 17 cannot be read · file:///project/trace.mjs:4:61",
      "[cause]: TypeError: Cannot read properties of null (reading '1') · file:///project/src/price.mjs:4:22",
    ],
  },
  {
    name: "stack-python",
    tool: "bash",
    kind: "shell",
    errors: [
      "KeyError: 'screws' · /project/inventory.py:27",
      "inventory.OutOfStockError: nails: 3 wanted, 2 left · /project/inventory.py:17",
    ],
  },
  {
    name: "stack-java",
    tool: "bash",
    kind: "shell",
    errors: [
      'Exception in thread "main" java.lang.IllegalStateException: no account alice · Ledger.java:14',
      "Caused by: java.lang.NullPointerException: Cannot invoke",
    ],
  },
  {
    name: "json-report",
    tool: "bash",
    kind: "json",
    errors: [
      "title: counts the amount",
      "AssertionError: expected 2 to be 6",
      "title: rounds up",
      "title: refuses what is no price",
      "TypeError: Cannot read properties of null (reading '1')",
    ],
  },
  {
    name: "cjk-log",
    tool: "bash",
    kind: "shell",
    errors: [
      "ERROR 加载失败:配置文件 config/inventory.json 第 3 行格式错误",
      "ERROR 注文 17 の在庫が不足しています(保留)",
      "inventory.OutOfStockError: 钉子: 3 wanted, 2 left · /project/inventory.py:17",
    ],
  },
  { name: "json-lock", tool: "bash", kind: "json" },
  { name: "git-log", tool: "bash", kind: "history" },
  { name: "git-log-oneline", tool: "bash", kind: "history" },
  { name: "git-diff", tool: "bash", kind: "diff" },
  { name: "git-diff-stat", tool: "bash", kind: "shell" },
  { name: "listing-glob", tool: "glob", kind: "listing" },
  { name: "listing-ls", tool: "bash", kind: "listing" },
  { name: "search-grep", tool: "bash", kind: "search" },
  { name: "search-tool", tool: "grep", kind: "search" },
  { name: "code-typescript", tool: "read", kind: "code" },
  { name: "code-python", tool: "read", kind: "code" },
  { name: "code-rust", tool: "read", kind: "code" },
  { name: "code-java", tool: "read", kind: "code" },
  { name: "markdown-read", tool: "read", kind: "page" },
  { name: "cjk-read", tool: "read", kind: "page" },
  { name: "web-html", tool: "bash", kind: "page" },
  { name: "minified", tool: "read", kind: "minified" },
  { name: "binary", tool: "read", kind: "binary" },
]

const skeletonOf = ({ name, tool }: Golden, tokens: number): readonly string[] =>
  skeleton({ tool, text: source(name), tokens, count, isKnown: () => false })

describe.each(GOLDEN)("the skeleton of $name", (golden) => {
  const text = source(golden.name)

  it("is the one that was looked at", async () => {
    const output = skeletonOf(golden, BOUND).join("\n")
    await expect(output).toMatchFileSnapshot(join(folder, `${golden.name}.skeleton.txt`))
  })

  it("is of the right kind", () => {
    const { tool, kind } = golden
    expect(outputKind({ tool, text, lines: plainLines(text) })).toBe(kind)
  })

  it.each([10, 40, BOUND, 400])("is smaller than its source and has at most %i tokens", (bound) => {
    const size = count(skeletonOf(golden, bound).join("\n"))
    expect(size).toBeLessThanOrEqual(bound)
    expect(size).toBeLessThan(count(text))
  })

  it("has every error line where there is room for them", () => {
    const output = skeletonOf(golden, WIDE).join("\n")
    const expected = [
      ...(golden.errors ?? []),
      ...(golden.kind === "shell" ? plainLines(text).filter(isErrorLine) : []),
    ]
    expect(expected.filter((line) => !output.includes(line.trim()))).toEqual([])
  })

  it("is the same each time", () => {
    const outputs = Array.from({ length: 5 }, () => skeletonOf(golden, BOUND).join("\n"))
    expect(new Set(outputs).size).toBe(1)
  })
})

it("the skeleton is smaller than a source of errors alone even where every line is wanted", () => {
  const text = "src/a.ts(1,1): error TS2322: no\n".repeat(3)
  const output = skeleton({ tool: "bash", text, tokens: WIDE, count, isKnown: () => false })
  expect(output).toEqual(["src/a.ts(1,1): error TS2322: no"])
})
