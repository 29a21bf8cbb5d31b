import { compileDispatch } from "../../src/dispatch/prompt/compile-dispatch.ts"
import { capResult } from "../../src/dispatch/wave/cap-result.ts"
import { digest } from "../../src/host/digest.ts"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { digestText } from "../../src/session/compact/digest-text.ts"
import { skeleton } from "../../src/session/compact/skeleton.ts"
import { handleOf } from "../../src/session/handle.ts"
import { supersededReads } from "../../src/session/rules/superseded-reads.ts"
import { shorten } from "../../src/session/shorten.ts"
import { hostileTexts } from "../builders/hostile-texts.ts"
import { largeReads } from "../builders/large-reads.ts"
import { effectOf } from "../builders/rule-effect.ts"
import { spentOn } from "./spent.ts"
import type { Spent } from "./spent.ts"

export interface ShorteningResult {
  readonly name: string
  /** The text that took longest. */
  readonly slowest: string
  readonly spent: Spent
}

/** Characters of each text. */
const SIZE = 1_000_000
const TOOLS = ["bash", "read", "grep", "webfetch"]
const handle = "1a2b3c4d"
const isKnown = (): boolean => false

/** Whatever makes a text shorter, on the texts that are worst for it. */
export async function measureShortening(): Promise<readonly ShorteningResult[]> {
  const { ready, count } = createTokenCounter({})
  await ready()
  const ways: Readonly<Record<string, (text: string, size: number) => unknown>> = {
    "skeleton of an output": (text) =>
      TOOLS.map((tool) => skeleton({ tool, text, tokens: 160, count, isKnown })),
    "digest of a text": (text, size) => digestText({ text, tokens: 200, size, handle, count }),
    "head and tail": (text, size) => shorten({ text, tokens: 200, size, handle, count }),
    "result of a sub-agent": (text, tokens) =>
      capResult({
        text,
        cap: { form: "summary", lines: 30, tokens: 500 },
        count,
        pointer: { handle: handleOf(digest(text)), path: "/tmp/r/1.txt", tokens },
      }),
    "prompt to a sub-agent": (text) =>
      compileDispatch({
        prompt: { frame: undefined, task: text },
        budget: 4_000,
        count,
        digest,
        settings: { auto: true, prune: true, compact: true },
        compactionContext: [],
      }),
  }
  const texts = hostileTexts(SIZE).map(([name, text]) => ({ name, text, size: count(text) }))
  const results: ShorteningResult[] = []
  for (const [name, run] of Object.entries(ways)) {
    const all: ShorteningResult[] = []
    for (const { name: slowest, text, size } of texts)
      all.push({ name, slowest, spent: await spentOn(async () => run(text, size)) })
    const [most] = all.toSorted((a, b) => b.spent.cpu - a.spent.cpu)
    if (most) results.push(most)
  }
  const transcript = largeReads({ reads: 100, lines: 2_000 })
  const spent = await spentOn(async () => effectOf(supersededReads, transcript))
  return [...results, { name: "superseded reads", slowest: "100 of 2,000 lines", spent }]
}
