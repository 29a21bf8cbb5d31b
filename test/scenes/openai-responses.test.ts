import { beforeAll, describe, expect, it } from "vitest"
import { responsesBodySchema } from "../host/responses-body.ts"
import type { ResponsesItem } from "../host/responses-body.ts"
import { lastTurn, runSignedSession, thought } from "./signed-session.ts"
import type { SignedSession, WritingTools } from "./signed-session.ts"

const patch = (text: string) => ({
  calls: [{ name: "apply_patch", input: { patchText: `*** Begin Patch\n${text}\n*** End Patch` } }],
})
const prefixed = (sign: string, content: string): string =>
  content
    .split("\n")
    .map((line) => `${sign}${line}`)
    .join("\n")

let session: SignedSession
let items: readonly ResponsesItem[] = []

beforeAll(async () => {
  const tools: WritingTools = {
    write: (path, content) => patch(`*** Add File: ${path}\n${prefixed("+", content)}`),
    fail: (path, content) =>
      patch(`*** Update File: ${path}\n@@\n${prefixed("-", content)}\n+nothing`),
  }
  session = await runSignedSession({ protocol: "openai-responses", tools, auto: false })
  const last = session.scene.main(session.id).at(-1)
  items = responsesBodySchema.parse(last?.body).input
})

describe("a session over OpenAI responses", () => {
  it("edits inputs, reasoning, outputs and whole steps, and every body stays valid", () => {
    expect(new Set(session.edits.map(({ field }) => field))).toEqual(
      new Set(["input", "reasoning", "output", "message"]),
    )
    expect(session.scene.model.invalid).toEqual([])
    expect(session.scene.tooLarge()).toEqual([])
    expect(new Set(session.scene.model.requests.map(({ kind }) => kind))).toEqual(new Set(["main"]))
  })

  it("keeps encrypted reasoning of the running loop, and drops older reasoning whole", () => {
    const thoughts = items.flatMap((item) =>
      item.type === "reasoning" ? [item.summary.map(({ text }) => text).join("\n")] : [],
    )
    const running = Array.from({ length: 10 }, (_, step) => thought(lastTurn, step))
    expect(thoughts.slice(-running.length)).toEqual(running)
    expect(thoughts).not.toContain(thought("a", 0))
  })

  it("shortens inputs of earlier turns without their item ids, and leaves those of the running loop", () => {
    const patches = items.flatMap((item) =>
      item.type === "function_call" && item.name === "apply_patch" ? [item] : [],
    )
    const [first] = patches
    expect(first?.arguments).toMatch(
      /^\{"patchText":"\[compacted c\.md \d+ lines: content stands below; recall [0-9a-f]{8}\]"\}$/,
    )
    expect(patches.filter((item) => item.arguments.includes("[compacted ") && item.id)).toEqual([])
    expect(patches.at(-2)?.arguments).toContain("step 79 of dm")
  })
})
