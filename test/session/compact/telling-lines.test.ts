import { describe, expect, it } from "vitest"
import {
  bindingLines,
  isConstraintLine,
  isDecisionLine,
  isErrorLine,
} from "../../../src/session/compact/telling-lines.ts"
import { testCount } from "../../builders/meter.ts"

describe("an error line", () => {
  it.each([
    "src/a.ts(3,5): error TS2322: Type 'string' is not assignable to type 'number'.",
    "src/errors.ts:3:5 - error TS2551: Property 'prize' does not exist",
    "error[E0425]: cannot find value `jobs` in this scope",
    "main.c:(.text+0x15): undefined reference to `add_items'",
    "Traceback (most recent call last):",
    "inventory.OutOfStockError: nails: 3 wanted, 2 left",
    'Exception in thread "main" java.lang.IllegalStateException: no account',
    "thread 'main' panicked at src/main.rs:4:5:",
    "panic: runtime error: index out of range [5] with length 3",
    "Segmentation fault (core dumped)",
    "cat: config/errors.json: No such file or directory",
    "bash: vitestt: command not found",
    "npm ERR! code ELIFECYCLE",
    "not ok 2 - counts the amount",
    " × counts the amount 4ms",
    "✖ 3 problems (3 errors, 0 warnings)",
    "3 failed, 0 errors",
    "Tests run: 5, Failures: 1, Errors: 0",
    "Process exited with code 137",
    "connect: Connection refused",
    "FAILED (failures=1, errors=3)",
    "错误:配置文件格式错误",
    "ビルドに失敗しました",
    "오류: 파일을 찾을 수 없습니다",
  ])("is %s", (line) => {
    expect(isErrorLine(line)).toBe(true)
  })

  it.each([
    "",
    "Found 0 errors.",
    "0 errors, 0 warnings",
    "no failures",
    "✓ 12 tests passed, no errors",
    "Tests run: 5, Failures: 0, Errors: 0, Skipped: 0",
    "# fail 0",
    "12 passed, 0 failed",
    "compiled without errors",
    "Process exited with code 0",
    "src/error-handling.ts",
    "-rw-r--r-- 1 me me 312 Mar 3 10:11 error-handling.ts",
    "src/errors/not-found.ts",
    "./fail.log",
    "error.rs",
    "  ok 3 - handles error-prone input",
    "没有错误",
  ])("is not %s", (line) => {
    expect(isErrorLine(line)).toBe(false)
  })
})

describe("a line that binds", () => {
  it.each([
    ["You must keep the public API.", true],
    ["Never touch dist.", true],
    ["Task-ID: 4711", true],
    ["Die Schnittstelle darf sich nicht ändern.", true],
    ["必须先运行测试。", true],
    ["Thanks, that works.", false],
    ["A mustard-coloured button", false],
  ])("%s: %s", (line, binds) => {
    expect(isConstraintLine(line)).toBe(binds)
  })
})

describe("a line that decides", () => {
  it.each([
    ["We decided to keep zod.", true],
    ["The root cause is a stale cache.", true],
    ["I'll use a map instead of a list.", true],
    ["Reading the file now.", false],
  ])("%s: %s", (line, decides) => {
    expect(isDecisionLine(line)).toBe(decides)
  })
})

const binding = (text: string, tokens: number): readonly string[] =>
  bindingLines({ text, tokens, count: testCount })

describe("the lines of a text that bind", () => {
  it.each<[string, string, number, string[]]>([
    ["none of an empty text", "", 100, []],
    ["in their order", "never a\nfine\nalways b", 100, ["never a", "always b"]],
    ["each once", "never a\nnever a", 100, ["never a"]],
    ["the first, within half the bound", "never a\nalways b\nnever c", 20, ["never a", "always b"]],
    ["none that is a page of its own", `never ${"a".repeat(400)}`, 1_000, []],
  ])("are %s", (_, text, tokens, lines) => {
    expect(binding(text, tokens)).toEqual(lines)
  })
})
