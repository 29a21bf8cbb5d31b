import { describe, expect, it } from "vitest"
import { summaryRequest } from "../../../src/session/texts.ts"
import { writeSummary } from "../../../src/session/summary/write-summary.ts"
import type {
  SummarizerAnswer,
  SummarizerFailure,
  WriteSummaryInput,
  WrittenSummary,
} from "../../../src/session/summary/write-summary.ts"
import { testCount } from "../../builders/meter.ts"

const summary = (done: string): string => `## Objective\nIt.\n## Work done\n${done}\n## Next\nMore.`
const answer = (text: string, prompt = 100, output = 10): SummarizerAnswer => ({
  text,
  prompt,
  output,
})

/** What comes of these answers, what was asked for them, and what the user was told. */
const written = async (
  answers: readonly (SummarizerAnswer | SummarizerFailure)[],
  more: Partial<WriteSummaryInput> = {},
): Promise<{
  readonly result: WrittenSummary
  readonly asked: readonly string[]
  readonly progress: readonly (readonly [number, number])[]
}> => {
  const asked: string[] = []
  const progress: (readonly [number, number])[] = []
  const result = await writeSummary({
    chunks: answers.map((_, index) => `chunk ${index}`),
    facts: "facts",
    earlier: undefined,
    context: [],
    instead: undefined,
    source: 1_000,
    room: 500,
    count: testCount,
    ask: async (prompt) => {
      asked.push(prompt)
      return answers[asked.length - 1] ?? "error"
    },
    onProgress: (done, total) => progress.push([done, total]),
    ...more,
  })
  return { result, asked, progress }
}

const outcomes = async (
  answers: number,
  more: Partial<WriteSummaryInput>,
): Promise<WrittenSummary["outcome"]> =>
  (
    await written(
      Array.from({ length: answers }, () => answer(summary("one"))),
      more,
    )
  ).result.outcome

const plain = { facts: "facts", context: [], instead: undefined }

describe("a summary", () => {
  it("is what the model makes of one chunk", async () => {
    expect(await written([answer(summary("one"))])).toEqual({
      result: { outcome: "accepted", text: summary("one"), prompt: 100, output: 10 },
      asked: [summaryRequest({ ...plain, chunk: "chunk 0", earlier: "" })],
      progress: [[0, 1]],
    })
  })

  it("goes on from chunk to chunk, and costs what they cost together", async () => {
    const answers = [answer(summary("one")), answer(`<think>Hm.</think>${summary("two")}`, 200, 20)]
    expect(await written(answers, { earlier: "earlier" })).toEqual({
      result: { outcome: "accepted", text: summary("two"), prompt: 300, output: 30 },
      asked: [
        summaryRequest({ ...plain, chunk: "chunk 0", earlier: "earlier" }),
        summaryRequest({ ...plain, chunk: "chunk 1", earlier: summary("one") }),
      ],
      progress: [
        [0, 2],
        [1, 2],
      ],
    })
  })

  it("is asked for in the user's words, with the user's lines", async () => {
    const words = { context: ["In short."], instead: "Tell all." }
    const { asked } = await written([answer(summary("one"))], words)
    expect(asked).toEqual([
      summaryRequest({ facts: "facts", ...words, chunk: "chunk 0", earlier: "" }),
    ])
  })

  const good = answer(summary("one"))
  it.each<[string, SummarizerAnswer | SummarizerFailure, WrittenSummary["outcome"], number]>([
    ["that failed", "error", "error", 100],
    ["that took too long", "timeout", "timeout", 100],
    ["that was ended", "aborted", "aborted", 100],
    ["that is empty", answer("", 7), "empty", 107],
    ["without structure", answer("I did it.", 7), "unstructured", 107],
    ["that is too long", answer(summary("x".repeat(4_000)), 7), "too-long", 107],
  ])("ends with the first answer %s", async (_, bad, outcome, prompt) => {
    const { result, asked, progress } = await written([good, bad, good])
    expect(result).toEqual({ outcome, text: "", prompt, output: prompt === 100 ? 10 : 20 })
    expect([asked.length, progress.length]).toEqual([2, 2])
  })

  it("may have half of the tokens that it stands for, and only its room where it is written on", async () => {
    const half = { source: 2 * testCount(summary("one")) }
    const room = { room: testCount(summary("one")) }
    expect(
      await Promise.all([
        outcomes(1, half),
        outcomes(1, { source: half.source - 1 }),
        outcomes(1, { room: room.room - 1 }),
        outcomes(2, room),
        outcomes(2, { room: room.room - 1 }),
      ]),
    ).toEqual(["accepted", "too-long", "accepted", "accepted", "too-long"])
  })

  it("is taken in any form where the user's words ask for it", async () => {
    const { result } = await written([answer("A haiku.")], { instead: "A haiku." })
    expect(result).toMatchObject({ outcome: "accepted", text: "A haiku." })
  })

  it("has no room where there is nothing to be summarized", async () => {
    expect(await written([], { earlier: "earlier" })).toMatchObject({
      result: { outcome: "no-room", prompt: 0, output: 0 },
      asked: [],
      progress: [],
    })
  })
})
