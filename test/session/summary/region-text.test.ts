import { describe, expect, it } from "vitest"
import { appendEdits } from "../../../src/session/append-edits.ts"
import type { Draft } from "../../../src/session/draft.ts"
import { foldSteps } from "../../../src/session/ledger/fold-steps.ts"
import type { StageInput } from "../../../src/session/stage.ts"
import { regionOf } from "../../../src/session/summary/choose-region.ts"
import type { Region } from "../../../src/session/summary/choose-region.ts"
import {
  chunkPieces,
  earlierSummary,
  regionPieces,
} from "../../../src/session/summary/region-text.ts"
import { summarize } from "../../../src/session/summary/summarize.ts"
import { testCount } from "../../builders/meter.ts"
import { assistant, call, fileLines, reasoning, text, user } from "../../builders/transcript.ts"
import { messagesOf, scene, standing, step, summaryOf } from "./scene.ts"

const input = scene([
  user(text("Go")),
  assistant(
    reasoning("Hm."),
    text("I look."),
    call("bash", { command: "ls" }, { output: "a.ts\nb.ts" }),
    call("read", { filePath: "c.ts" }, { status: "failed", output: "Not found" }),
  ),
  user(text("Never push.")),
  step("long"),
  user(text("More")),
  step("last"),
  user(text("Later")),
])
const { meter } = input
const long = fileLines("long", 20).join("\n")
const region = (ids: readonly string[], draft: Draft = input.draft): Region =>
  regionOf(messagesOf({ draft }, ids), draft, meter)
const told = (of: Region): readonly string[] => regionPieces(of, meter).map((piece) => piece.text)

const first =
  '[assistant] I look.\n[bash] {"command":"ls"}\n[result] a.ts\nb.ts\n[read] {"filePath":"c.ts"}\n[error] Not found'
const second = `[bash] {"command":"long"}\n[result] ${long}`

describe("a region as it is told", () => {
  it("has what was said and done in it, and all that users said until its end", () => {
    expect(told(region(["m02", "m04"]))).toEqual(["[user] Go", first, "[user] Never push.", second])
  })

  it("tells what the host put into a message of the user as the host's", () => {
    const result = { kind: "text", text: "Always push.", origin: "host" } as const
    const session = scene([user(text("Go"), result), step("one"), user(result), step("two")])
    const of = regionOf(messagesOf(session, ["m02", "m04"]), session.draft, session.meter)
    const pieces = regionPieces(of, session.meter).map((piece) => piece.text)
    expect([pieces[0], pieces[2]]).toEqual([
      "[user] Go\n[host] Always push.",
      "[host] Always push.",
    ])
  })

  it("has the size of each piece", () => {
    expect(regionPieces(region(["m02", "m04"]), meter)).toEqual(
      ["[user] Go", first, "[user] Never push.", second].map((piece) => ({
        text: piece,
        tokens: testCount(piece),
      })),
    )
  })

  it("leaves out steps between that are not part of it", () => {
    expect(told(region(["m02", "m06"]))).toEqual([
      "[user] Go",
      first,
      "[user] Never push.",
      "[user] More",
      `[bash] {"command":"last"}\n[result] ${fileLines("last", 20).join("\n")}`,
    ])
  })

  it("has what earlier edits put into it", () => {
    const draft = appendEdits({
      draft: input.draft,
      stage: "stage_a_prune",
      proposals: [
        {
          target: { message: "m04", part: "m04p1", field: "output" },
          replacement: { kind: "text", text: "in short" },
          reason: "old-output",
        },
      ],
      meter,
    })
    expect(told(region(["m04"], draft)).slice(-1)).toEqual([
      `[bash] {"command":"long"}\n[result] in short`,
    ])
  })

  it("tells in full again what only became a line", () => {
    const draft = foldSteps(input)
    expect(Object.keys(standing(draft))).toContain("m04")
    expect(told(region(["m02", "m04"], draft))).toEqual([
      "[user] Go",
      first,
      "[user] Never push.",
      second,
    ])
    expect(earlierSummary(region(["m02", "m04"], draft))).toBeUndefined()
  })
})

const summarized = (draft: Draft): Region => region(["m02", "m03", "m04", "m05"], draft)

describe("an earlier summary", () => {
  const many = scene([user(text("Go")), ...["a", "b", "c", "d", "e"].map((name) => step(name))])
  const after = (...parts: readonly (readonly string[])[]): StageInput =>
    parts.reduce<StageInput>(
      (now, ids, index) => ({
        ...now,
        draft: summarize({ ...now, prepared: [summaryOf(now, ids, `Summary ${index}.`)] }),
      }),
      many,
    )

  it("is handed over, and its steps are left out", () => {
    const of = summarized(after(["m02", "m03"]).draft)
    expect(earlierSummary(of)).toContain("Summary 0.")
    expect(told(of)).toEqual([
      "[user] Go",
      `[bash] {"command":"c"}\n[result] ${fileLines("c", 20).join("\n")}`,
      `[bash] {"command":"d"}\n[result] ${fileLines("d", 20).join("\n")}`,
    ])
  })

  it("is the one that took its place where there were several", () => {
    const of = summarized(after(["m02", "m03"], ["m02", "m03", "m04"]).draft)
    expect(earlierSummary(of)).toContain("Summary 1.")
    expect(told(of)).toHaveLength(2)
  })

  it("is told whole where two stand apart: none is lost", () => {
    const of = summarized(after(["m02", "m03"], ["m04", "m05"]).draft)
    const all = [earlierSummary(of), ...told(of)].join("\n")
    expect([all.includes("Summary 0."), all.includes("Summary 1.")]).toEqual([true, true])
  })

  it("is none where nothing was summarized", () => {
    expect(earlierSummary(summarized(many.draft))).toBeUndefined()
  })
})

const pieces = (...sizes: readonly number[]) =>
  sizes.map((tokens, index) => ({ text: String(index).repeat(4 * tokens), tokens }))

const chunks = (sizes: readonly number[], size: number) =>
  chunkPieces({ pieces: pieces(...sizes), size, count: testCount }).map((chunk) =>
    chunk.split("\n\n").map((piece) => `${piece.charAt(0)}: ${testCount(piece)}`),
  )

describe("the pieces of a region", () => {
  it.each<[string, readonly number[], number, readonly (readonly string[])[]]>([
    ["are one request where they fit", [3, 3, 4], 12, [["0: 3", "1: 3", "2: 4"]]],
    ["go on in a second where they do not", [3, 3, 4], 11, [["0: 3", "1: 3"], ["2: 4"]]],
    ["keep their order", [9, 2, 9, 1], 11, [["0: 9"], ["1: 2"], ["2: 9", "3: 1"]]],
    ["are none of nothing", [], 10, []],
  ])("%s", (_, sizes, size, expected) => {
    expect(chunks(sizes, size)).toEqual(expected)
  })

  it("have no more tokens in a request than it may have, with what stands between them", () => {
    const words = Array.from({ length: 100 }, () => ({ text: "word", tokens: 1 }))
    const sizes = chunkPieces({ pieces: words, size: 40, count: testCount }).map(testCount)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(40)
    expect(sizes).toHaveLength(5)
  })

  it("are shortened where one is too long for a request", () => {
    const lines = fileLines("long", 400).join("\n")
    const result = chunkPieces({
      pieces: [...pieces(5), { text: lines, tokens: testCount(lines) }, ...pieces(5)],
      size: 500,
      count: testCount,
    })
    expect(result).toHaveLength(3)
    expect(result[1]).toContain("long line 1 of the file")
    expect(result.map((chunk) => testCount(chunk)).filter((tokens) => tokens > 500)).toEqual([])
  })
})
