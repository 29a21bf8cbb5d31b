import { beforeAll, describe, expect, it } from "vitest"
import { anthropicBodySchema, blocksOf } from "../host/anthropic-body.ts"
import type { AnthropicBlock } from "../host/anthropic-body.ts"
import { lastTurn, runSignedSession, thought } from "./signed-session.ts"
import type { SignedSession, WritingTools } from "./signed-session.ts"
import { edit, write } from "./tool-work.ts"

const tools: WritingTools = {
  write,
  fail: (path, content) => edit(path, content, "nothing"),
}
const kindsOf = ({ scene }: SignedSession) => new Set(scene.model.requests.map(({ kind }) => kind))

let session: SignedSession
let blocks: readonly AnthropicBlock[] = []

beforeAll(async () => {
  session = await runSignedSession({ protocol: "anthropic-messages", tools, auto: false })
  const last = session.scene.main(session.id).at(-1)
  blocks = anthropicBodySchema.parse(last?.body).messages.flatMap(blocksOf)
})

describe("a session over Anthropic messages", () => {
  it("edits inputs, reasoning, outputs and whole steps, and every body stays valid", () => {
    expect(new Set(session.edits.map(({ field }) => field))).toEqual(
      new Set(["input", "reasoning", "output", "message"]),
    )
    expect(session.scene.model.invalid).toEqual([])
    expect(session.scene.tooLarge()).toEqual([])
    expect(kindsOf(session)).toEqual(new Set(["main"]))
  })

  it("keeps signed reasoning of the running loop, and drops older reasoning whole", () => {
    const thoughts = blocks.flatMap((block) => (block.type === "thinking" ? [block.thinking] : []))
    const running = Array.from({ length: 10 }, (_, step) => thought(lastTurn, step))
    expect(thoughts.slice(-running.length)).toEqual(running)
    expect(thoughts).not.toContain(thought("a", 0))
    expect(blocks.filter(({ type }) => type === "redacted_thinking")).toEqual([])
  })

  it("leaves the inputs of the running loop, and shortens those of earlier turns", () => {
    const inputs = blocks.flatMap((block) => (block.type === "tool_use" ? [block] : []))
    const contentOf = (path: string) =>
      inputs.flatMap(({ name, input }) =>
        name === "write" && String(input["filePath"]) === path ? [String(input["content"])] : [],
      )
    expect(contentOf("c.md")).toEqual([
      expect.stringMatching(/^\[compacted 80 lines: content stands below; recall [0-9a-f]{8}\]$/),
    ])
    expect(contentOf(`${lastTurn}.md`)).toEqual([expect.stringContaining("step 79 of dm")])
  })

  it("stays valid when the host compacts in the middle of a loop", async () => {
    const compacted = await runSignedSession({ protocol: "anthropic-messages", tools, auto: true })
    expect(kindsOf(compacted)).toEqual(new Set(["main", "summary"]))
    expect(compacted.scene.model.invalid).toEqual([])
    expect(compacted.scene.tooLarge()).toEqual([])
  })
})
