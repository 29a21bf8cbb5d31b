import { expect, it } from "vitest"
import { chatRequest, chatTools } from "../../src/replay/chat-request.ts"
import {
  assistant,
  call,
  createTranscript,
  media,
  reasoning,
  text,
  user,
} from "../builders/transcript.ts"

const { messages } = createTranscript(
  user(text("Fix it."), media()),
  assistant(
    reasoning("Hm."),
    text("I look."),
    call("read", { filePath: "a.ts" }, { output: "content" }),
    call("read", { filePath: "b.ts", offset: 3 }, { status: "failed", output: "no such file" }),
  ),
  assistant(call("todo", { items: ["one"] })),
  assistant(),
)

it("a prompt keeps calls with their results, and leaves out reasoning and empty messages", () => {
  const request = chatRequest({ model: "small", messages, tools: [] })
  expect(request).toEqual({
    model: "small",
    messages: [
      expect.objectContaining({ role: "system" }),
      { role: "user", content: "Fix it.\n\n[attachment image/png sketch.png]" },
      {
        role: "assistant",
        content: "I look.",
        tool_calls: [
          {
            id: "call_m02p3",
            type: "function",
            function: { name: "read", arguments: '{"filePath":"a.ts"}' },
          },
          {
            id: "call_m02p4",
            type: "function",
            function: { name: "read", arguments: '{"filePath":"b.ts","offset":3}' },
          },
        ],
      },
      { role: "tool", tool_call_id: "call_m02p3", content: "content" },
      { role: "tool", tool_call_id: "call_m02p4", content: "no such file" },
      expect.objectContaining({ role: "assistant", content: null }),
      { role: "tool", tool_call_id: "call_m03p1", content: "ok" },
    ],
  })
})

it("tools are those that the session called, with the arguments that it gave", () => {
  expect(chatTools(messages).map((tool) => tool.function)).toEqual([
    {
      name: "read",
      description: "The tool read of the agent.",
      parameters: {
        type: "object",
        properties: { filePath: { type: "string" }, offset: { type: "number" } },
        required: ["filePath"],
      },
    },
    {
      name: "todo",
      description: "The tool todo of the agent.",
      parameters: {
        type: "object",
        properties: { items: { type: "array", items: {} } },
        required: ["items"],
      },
    },
  ])
})
