import { expect, it } from "vitest"
import type { ThinkingField } from "../host/chat-thinking.ts"
import { runSignedSession } from "./signed-session.ts"
import { edit, write } from "./tool-work.ts"

it.each<[string, string, ThinkingField]>([
  ["OpenAI-compatible providers", "@ai-sdk/openai-compatible", "reasoning_content"],
  ["GitHub Copilot", "@ai-sdk/github-copilot", "reasoning_opaque"],
  ["OpenRouter", "@openrouter/ai-sdk-provider", "reasoning_details"],
])("a long session stays valid for %s", async (_, npm, thinking) => {
  const { scene, edits } = await runSignedSession({
    protocol: "chat-completions",
    provider: { npm, thinking },
    tools: { write, fail: (path, content) => edit(path, content, "nothing") },
    auto: false,
  })
  expect(scene.model.invalid).toEqual([])
  expect(scene.tooLarge()).toEqual([])
  expect(new Set(edits.map(({ field }) => field))).toEqual(new Set(["input", "output", "message"]))
})
