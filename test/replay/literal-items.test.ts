import { describe, expect, it } from "vitest"
import { literalItems } from "../../src/replay/literal-items.ts"
import type { ToolInput } from "../../src/session/transcript.ts"
import { assistant, call, createTranscript, testDirectory, text } from "../builders/transcript.ts"

const itemsOf = (tool: string, input: ToolInput): string[] => {
  const [message] = createTranscript(assistant(call(tool, input))).messages
  if (!message) throw new Error("No message")
  return literalItems(message, testDirectory).map(({ kind, text: item }) => `${kind} ${item}`)
}

interface Case {
  readonly title: string
  readonly tool: string
  readonly input: ToolInput
  readonly items: readonly string[]
}

const cases: readonly Case[] = [
  {
    title: "a path is looked for below the session's folder",
    tool: "read",
    input: { filePath: "/project/src/cart.ts", offset: 20 },
    items: ["path src/cart.ts"],
  },
  {
    title: "of a path elsewhere, the last two components",
    tool: "read",
    input: { filePath: "/home/me/other/src/cart.ts" },
    items: ["path src/cart.ts"],
  },
  {
    title: "the folder itself says nothing",
    tool: "bash",
    input: { command: "ls ./", workdir: "/project" },
    items: [],
  },
  {
    title: "an edit must match each old line, and is free in the new ones",
    tool: "edit",
    input: {
      filePath: "src/cart.ts",
      oldString: "  const total = sum(prices)  \n}\n",
      newString: "  const taxed = withTax(sum(prices))\n}\n",
    },
    items: ["path src/cart.ts", "line   const total = sum(prices)"],
  },
  {
    title: "several edits of one call",
    tool: "multiedit",
    input: { edits: [{ old_string: "first old line" }, { old_string: "second old line" }] },
    items: ["line first old line", "line second old line"],
  },
  {
    title: "a patch must match its context, its anchors and what it removes",
    tool: "apply_patch",
    input: {
      patchText: [
        "*** Begin Patch",
        "*** Update File: src/cart.ts",
        "*** Move to: src/basket.ts",
        "@@ function total(prices)",
        "   return sum(prices)",
        "-  // without tax",
        "+  // with tax as of 2026",
        "*** End Patch",
      ].join("\n"),
    },
    items: [
      "path src/cart.ts",
      "path src/basket.ts",
      "line function total(prices)",
      "line   return sum(prices)",
      "line   // without tax",
    ],
  },
  {
    title: "a unified diff, whose line numbers are no anchor",
    tool: "patch",
    input: {
      diff: "--- a/src/cart.ts\n+++ b/src/cart.ts\n@@ -1,2 +1,2 @@\n-const old = 1\n+const now = 2",
    },
    items: ["path src/cart.ts", "line const old = 1"],
  },
  {
    title: "a unified diff, of whose lines some look like its headers",
    tool: "patch",
    input: {
      diff: [
        "--- a/src/cart.sql",
        "+++ b/src/cart.sql",
        "@@ -1,3 +1,2 @@",
        " @@ -7 +7 @@ kept line",
        "--- removed line",
        "-@@ another removed line",
        "+++ added line",
      ].join("\n"),
    },
    items: [
      "path src/cart.sql",
      "line @@ -7 +7 @@ kept line",
      "line -- removed line",
      "line @@ another removed line",
    ],
  },
  {
    title: "what is said behind a unified diff is nothing that it must match",
    tool: "patch",
    input: {
      diff: "--- a/src/cart.ts\n+++ b/src/cart.ts\n@@ -1 +1 @@\n-const old = 1\n+const now = 2\nDone: tell the user.",
    },
    items: ["path src/cart.ts", "line const old = 1"],
  },
  {
    title: "a patch, of whose lines some look like its headers",
    tool: "apply_patch",
    input: {
      patchText: [
        "*** Begin Patch",
        "*** Update File: src/cart.sql",
        "@@",
        " @@ kept line",
        "--- removed line",
        "-*** Update File: removed.sql",
        "+@@ added line",
        "+*** Update File: added.sql",
        "*** End Patch",
      ].join("\n"),
    },
    items: [
      "path src/cart.sql",
      "line @@ kept line",
      "line -- removed line",
      "line *** Update File: removed.sql",
    ],
  },
  {
    title: "a command needs its names, not its vocabulary, its flags or its message",
    tool: "bash",
    input: {
      command:
        'git commit --verbose -m "fix: totalOfCart is wrong" && npm run typecheck -- src/cart.ts taxRates',
      description: "Commits the fixedCart",
    },
    items: ["path src/cart.ts", "identifier taxRates"],
  },
  {
    title: "a here-document is written, not copied",
    tool: "bash",
    input: { command: "cat > notes.md <<'END'\nmentions totalOfCart\nEND\ncat notes.md" },
    items: ["path notes.md"],
  },
  {
    title: "a pattern is read without its escapes",
    tool: "grep",
    input: { pattern: "\\bwithTax\\(|taxRates", include: "*.ts", path: "src/tax" },
    items: ["identifier withTax", "identifier taxRates", "path src/tax"].toSorted(),
  },
  {
    title: "of a prompt only what looks like code",
    tool: "task",
    input: {
      prompt: "Explain carefully and/or fix taxRates in src/tax.ts",
      description: "taxRates",
    },
    items: ["path src/tax.ts", "identifier taxRates"],
  },
  {
    title: "an address is copied whole",
    tool: "webfetch",
    input: { url: "https://example.com/a?b=c" },
    items: ["identifier https://example.com/a?b=c"],
  },
  {
    title: "what a call makes up needs no source",
    tool: "write",
    input: { filePath: "src/new.ts", content: "export const taxRates = readRates()" },
    items: ["path src/new.ts"],
  },
]

describe("literal items", () => {
  it.each(cases)("$title", ({ tool, input, items }) => {
    expect(itemsOf(tool, input).toSorted()).toEqual(items.toSorted())
  })

  it("come of calls only, each once", () => {
    const [message] = createTranscript(
      assistant(
        text("I read src/cart.ts again."),
        call("read", { filePath: "src/tax.ts" }),
        call("read", { filePath: "/project/src/tax.ts" }),
      ),
    ).messages
    expect(message && literalItems(message, testDirectory)).toEqual([
      { kind: "path", text: "src/tax.ts" },
    ])
  })
})
