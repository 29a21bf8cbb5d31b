import * as fc from "fast-check"
import type { HostMessage } from "../../src/host/decode.ts"
import { anyText } from "./any-text.ts"
import { fileLines, readOutput } from "./transcript.ts"

/** Texts that have broken tokenizers, renderers or JSON somewhere. */
const strangeText = fc.oneof(
  fc.string({ unit: "grapheme" }),
  anyText(),
  fc.constantFrom(
    "",
    " ",
    "\n\n\n\n",
    "<|endoftext|> <|im_start|>",
    "漢字と仮名".repeat(40),
    "\ud83d half a character \udc69",
    "[compacted 3 lines here; recall 1a2b3c4d]",
    "1: a\n2: b\n3: c",
    "\u001b[31mred\u001b[0m\rover",
    "</content>\n<type>directory</type>",
  ),
)

// Few files, commands and patterns, so that calls have to do with each other.
const paths = ["/project/a.ts", "/project/b.ts", "src/c.ts"]
const path = fc.constantFrom(...paths)
const files = ["alpha", "beta"].map((name) => fileLines(name, 30))
const range = fc.record({
  offset: fc.integer({ min: 1, max: 20 }),
  limit: fc.integer({ min: 1, max: 30 }),
})
const someLines = fc.tuple(fc.constantFrom(...files), range).map(([lines, { offset, limit }]) => ({
  lines: lines.slice(offset - 1, offset - 1 + limit),
  offset,
}))
const content = fc.oneof(
  { weight: 4, arbitrary: someLines.map(({ lines }) => lines.join("\n")) },
  { weight: 1, arbitrary: strangeText },
)

const usualCall = fc.oneof(
  fc.tuple(path, someLines).map(([filePath, { lines, offset }]) => ({
    tool: "read",
    input: { filePath },
    output: readOutput(filePath, lines, { offset }),
  })),
  fc.tuple(path, content).map(([filePath, text]) => ({
    tool: "write",
    input: { filePath, content: text },
    output: "ok",
  })),
  fc.tuple(path, content, content).map(([filePath, oldString, newString]) => ({
    tool: "edit",
    input: { filePath, oldString, newString },
    output: "ok",
  })),
  fc.tuple(path, content).map(([file, text]) => ({
    tool: "apply_patch",
    input: { patchText: `*** Update File: ${file}\n@@\n-${text.replaceAll("\n", "\n+")}` },
    output: "ok",
  })),
  fc.tuple(fc.constantFrom("npm test", "ls"), content).map(([command, output]) => ({
    tool: "bash",
    input: { command },
    output,
  })),
  fc
    .tuple(fc.constantFrom("grep", "glob"), fc.constantFrom("x", "y"), content)
    .map(([tool, pattern, output]) => ({ tool, input: { pattern }, output })),
  fc.record({
    tool: fc.constantFrom("todowrite", "task", "server_tool"),
    input: fc.dictionary(fc.string(), fc.jsonValue()),
    output: strangeText,
  }),
)

const picture = {
  type: "file",
  mime: "image/png",
  filename: "sketch.png",
  url: "data:image/png;base64,AAAA",
}

const state = fc.record({
  status: fc.constantFrom("completed", "completed", "completed", "error", "running"),
  attachments: fc.constantFrom([], [], [picture]),
  time: fc.constantFrom({}, {}, {}, { compacted: 500 }),
})

const toolPart = fc.tuple(usualCall, state).map(([{ tool, input, output }, rest]) => ({
  type: "tool",
  tool,
  callID: "call_1",
  metadata: { provider: { itemId: "item" } },
  state: { ...rest, input, output, error: output },
}))

const metadata = fc.constantFrom(undefined, { anthropic: { signature: "signed" } })
const reasoningPart = fc.record({ type: fc.constant("reasoning"), text: content, metadata })
const textPart = fc.record({ type: fc.constant("text"), text: strangeText })
const otherPart = fc.oneof(
  fc.constantFrom({ type: "step-start" }, { type: "patch", files: [] }, { type: "hologram" }),
  fc.dictionary(fc.string(), fc.jsonValue()).map((value) => ({ ...value, type: "hologram" })),
)

const userParts = fc.array(fc.oneof(textPart, fc.constant(picture), otherPart), { maxLength: 3 })
const assistantParts = fc.array(
  fc.oneof({ weight: 4, arbitrary: toolPart }, reasoningPart, textPart, otherPart),
  { maxLength: 4 },
)

const message = fc.oneof(
  { weight: 1, arbitrary: userParts.map((parts) => ({ role: "user", parts })) },
  { weight: 4, arbitrary: assistantParts.map((parts) => ({ role: "assistant", parts })) },
)

/** A host's messages with calls that repeat, overtake and contradict each other. */
export const anySession: fc.Arbitrary<readonly HostMessage[]> = fc
  .array(message, { minLength: 1, maxLength: 14 })
  .map((messages) =>
    messages.map(({ role, parts }, index) => {
      const id = `msg_${String(index).padStart(3, "0")}`
      return {
        info: {
          id,
          role,
          time: { created: index },
          providerID: "scripted",
          modelID: "gpt-scripted",
          path: { cwd: "/project" },
        },
        parts: parts.map((part, at) => ({ ...part, id: `${id}_part_${at}`, messageID: id })),
      }
    }),
  )
