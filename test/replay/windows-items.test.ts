import { expect, it } from "vitest"
import { judgeItems } from "../../src/replay/judge-items.ts"
import { literalItems } from "../../src/replay/literal-items.ts"
import { nextAction } from "../../src/replay/next-action.ts"
import { assistant, call, createTranscript } from "../builders/transcript.ts"

const itemsOf = (input: Record<string, string>, directory: string) =>
  createTranscript(assistant(call("read", input))).messages.flatMap((message) =>
    literalItems(message, directory),
  )

const block = (text: string) => ({ text, tokens: 1 })
const action = (input: object) => nextAction({ tool: "x", input }, "C:\\p")

it("a path of Windows is kept where the prompt spells it with other separators", () => {
  const items = itemsOf({ filePath: "c:/p/src/cart.ts" }, "C:\\p")
  const full = [block(String.raw`{"filePath":"C:\\p\\src\\cart.ts"}`)]
  expect(items.map(({ text }) => text)).toEqual(["src/cart.ts"])
  expect(judgeItems({ items, full, sent: full })).toMatchObject([{ kept: true }])
  expect(judgeItems({ items, full, sent: [block("src/other.ts")] })).toMatchObject([
    { kept: false },
  ])
})

it.each([
  ["the folder itself", { path: "c:/p/" }, "C:\\p", []],
  ["a file on another drive", { filePath: String.raw`D:\q\r\s.ts` }, "C:\\p", ["r/s.ts"]],
  ["a backslash elsewhere", { filePath: String.raw`src\cart.ts` }, "/p", [String.raw`src\cart.ts`]],
])("of %s the items are told", (_, input, directory, expected) => {
  expect(itemsOf(input, directory).map(({ text }) => text)).toEqual(expected)
})

it("two answers on Windows name one file in two spellings, and a command as it stands", () => {
  expect(action({ filePath: String.raw`C:\p\a.ts` })).toEqual(action({ filePath: "./a.ts" }))
  expect(action({ command: String.raw`type .\a.ts` }).argument).toBe(String.raw`type .\a.ts`)
})
