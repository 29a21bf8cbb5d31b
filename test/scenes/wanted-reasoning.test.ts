import { expect, it } from "vitest"
import { z } from "zod"
import type { Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import { thinkingConfig } from "./signed-session.ts"
import { bash, listing, read, say, sourceLines } from "./tool-work.ts"

const thought = (what: string): string =>
  `${"The task names this file, and what it says decides what has to be done. ".repeat(40)}${what}`
const thinking = (what: string, reply: Reply): Reply => ({ ...reply, reasoning: thought(what) })

const bodySchema = z.object({
  messages: z.array(
    z.looseObject({
      reasoning_content: z.string().optional(),
      tool_calls: z.array(z.unknown()).optional(),
    }),
  ),
})

it.each([
  ["Stage A shortens it", { summarize: false }, 17_000, "old-reasoning"],
  ["Stage B shortens it", { prune: false, summarize: false }, 10_000, "old-text"],
  ["steps are folded", { protect: { steps: 2 } }, 10_000, "folded-step"],
])(
  "a provider that refuses calls without reasoning gets some with each of them: %s",
  async (_, options, target, reason) => {
    const scene = await openScene({
      model: { thinking: "reasoning_content" },
      plugin: { ...options, budget: { trigger: 20_000, target } },
      host: {
        config: thinkingConfig({ npm: "@ai-sdk/openai-compatible", thinking: "reasoning_content" }),
        files: { "a.ts": sourceLines("a", 90), "b.ts": sourceLines("b", 90) },
      },
    })
    const served = await scene.serve()
    const session = await served.createSession()
    scene.play([
      thinking("First a.ts.", read("a.ts")),
      thinking("Then b.ts.", read("b.ts")),
      say("Both."),
    ])
    await served.prompt(session, "Read both")
    scene.play(
      ["w", "x", "y", "z", "u", "v"].map((tag) =>
        thinking(`Then ${tag}.`, bash(listing(120, tag))),
      ),
    )
    await served.prompt(session, "Check all")
    await served.prompt(session, "And now?")
    expect(scene.model.invalid).toEqual([])
    const reasons = scene
      .journal(session)
      .flatMap((one) => (one.type === "edit" ? [one.reason] : []))
    expect(reasons).toContain(reason)
    const { messages } = bodySchema.parse(scene.main(session).at(-1)?.body)
    const beside = messages.flatMap(({ tool_calls, reasoning_content }) =>
      tool_calls ? [reasoning_content] : [],
    )
    expect(beside).not.toEqual([])
    expect(beside).not.toContain("")
    expect(beside).not.toContain(undefined)
  },
)
