import { expect, it } from "vitest"
import { judgeItems } from "../../src/replay/judge-items.ts"
import type { Block } from "../../src/replay/prompt-blocks.ts"

const block = (text: string): Block => ({ text, tokens: 1 })

it("items of an action are kept or lost; what not even the full prompt held is neither", () => {
  const stays = block("read src/stays.ts")
  const goes = block("src/goes.ts and src/digested.ts")
  const ours = block("[compacted src/digested.ts, src/invented.ts]")
  const items = [
    "src/stays.ts",
    "src/goes.ts",
    "src/digested.ts",
    "src/invented.ts",
    "src/never.ts",
  ]
  expect(
    judgeItems({
      items: items.map((text) => ({ kind: "path", text })),
      full: [goes, stays],
      sent: [ours, stays],
    }),
  ).toEqual([
    { kind: "path", text: "src/stays.ts", kept: true },
    { kind: "path", text: "src/goes.ts", kept: false },
    { kind: "path", text: "src/digested.ts", kept: true },
  ])
})
