import { expect, it } from "vitest"
import { isInvariantLine } from "../../src/dispatch/prompt/invariant-lines.ts"
import { withoutHereDocuments } from "../../src/replay/here-documents.ts"
import { pathItem } from "../../src/replay/path-item.ts"
import { finishedCalls } from "../../src/session/call.ts"
import { createCodeFence } from "../../src/session/code-fence.ts"
import { shellOutline } from "../../src/session/compact/outline/shell-outline.ts"
import { neededSections } from "../../src/session/facts/fact-sections.ts"
import { touchedFiles } from "../../src/session/facts/touched-files.ts"
import { matchesPattern } from "../../src/session/matches-pattern.ts"
import { checkSummary } from "../../src/session/summary/check-summary.ts"
import { summaryRequest } from "../../src/session/texts.ts"
import { argumentsExpander } from "../../src/workflow/expand-arguments.ts"
import { inBlock } from "../../src/workflow/texts.ts"
import { quarter } from "../builders/capped-result.ts"
import { assistant, call, createTranscript, testDirectory } from "../builders/transcript.ts"

const length = 1_000_000
const long = (piece: string): string => piece.repeat(length / piece.length)

const deleted = (command: string): readonly string[] =>
  touchedFiles(finishedCalls(createTranscript(assistant(call("bash", { command })))), testDirectory)
    .deleted

const todoLine = (todo: string): string | undefined =>
  neededSections({
    request: undefined,
    binding: [],
    replies: [],
    todos: [todo],
    files: { read: [], changed: [], deleted: [], unfinished: [] },
    commands: [],
    lastError: undefined,
  })[0]?.lines[0]?.text

const summaryOf = (answer: string) =>
  checkSummary({ answer, most: Infinity, isFree: true, count: quarter })

// A pattern or loop that looks at each pair of characters has not ended after an hour.
it.each<[string, () => unknown, unknown]>([
  ["a mark of our data, then spaces", () => inBlock(`<${long(" ")}x`).length, length + 2],
  [
    "data with a tag that it does not close",
    () =>
      summaryRequest({
        chunk: `<${long(" ")}`,
        earlier: "",
        facts: "",
        context: [],
        instead: undefined,
      }).includes("<\\"),
    false,
  ],
  ["a todo with spaces", () => todoLine(`a${long(" ")}b`)?.length, 1_000],
  ["a todo with line breaks", () => todoLine(`a ${long("\n")} b`), "a ⏎ b"],
  ["a command of line breaks", () => deleted(`${long("\n")}rm a`), ["a"]],
  ["a command of quotes that do not close", () => deleted(`rm a\n${long('"\\')}`), ["a"]],
  ["a command of redirections", () => deleted(`rm a${long(" <")}\r!`), ["a"]],
  ["a fence of tildes", () => createCodeFence()(`${long("~")}\r!`), false],
  ["a line of digits", () => shellOutline([`${long("7")}x`]).length, 1],
  ["a line of dashes", () => isInvariantLine(long("-")), false],
  ["a name that almost matches", () => matchesPattern("*a*a*a*a*b", long("a")), false],
  ["thoughts that do not end", () => summaryOf(long("<think>")).ok, true],
  ["here-documents that do not end", () => withoutHereDocuments(long("<<A ")).length, length],
  ["a path with slashes", () => pathItem(`a${long("/")}x`, testDirectory).length, 1],
  [
    "arguments that are named again and again",
    () => argumentsExpander(long("$1 "), long("ab "))(long("$1 ")).length < 2 * length,
    true,
  ],
])("%s: reading it comes to an end", (_, read, expected) => {
  expect(read()).toEqual(expected)
})
