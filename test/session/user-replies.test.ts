import { describe, expect, it } from "vitest"
import { appendEdits } from "../../src/session/append-edits.ts"
import { compact } from "../../src/session/compact/compact.ts"
import { collectFacts } from "../../src/session/facts/collect-facts.ts"
import { neededSections, renderSections } from "../../src/session/facts/fact-sections.ts"
import { extractInvariants, keepInvariants } from "../../src/session/invariants.ts"
import { foldSteps } from "../../src/session/ledger/fold-steps.ts"
import { historyLedger } from "../../src/session/native/history-ledger.ts"
import { prune } from "../../src/session/prune.ts"
import { replayEdits } from "../../src/session/replay-edits.ts"
import { shortenRecent } from "../../src/session/shorten-recent.ts"
import { standingTexts } from "../../src/session/standing-text.ts"
import { FACT_TITLES } from "../../src/session/texts.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { assistant, call, createTranscript, fileLines, text, user } from "../builders/transcript.ts"
import type { CallOptions, MessageDraft } from "../builders/transcript.ts"

const ANSWER = `"Which package manager?"="You must use pnpm"`
const REJECTED = "The user rejected permission to use this specific tool call."
const meter = createTestMeter()
const settings = { ...testSettings, dense: "always", protectedTools: [], userTokens: 200 } as const

const answered = (reply = ANSWER): MessageDraft =>
  assistant(
    call(
      "question",
      { questions: [{ question: "Which package manager?" }] },
      {
        output: `User has answered your questions: ${reply}. You can now continue.`,
        replies: [reply],
      },
    ),
  )
const refused = (feedback: string, command = "npm install"): MessageDraft => {
  const options: CallOptions = {
    status: "failed",
    output: `${REJECTED.slice(0, -1)} with the following feedback: ${feedback}`,
    replies: [feedback],
  }
  return assistant(call("bash", { command }, options))
}
const work = (name: string): MessageDraft =>
  assistant(call("bash", { command: name }, { output: fileLines(name, 60).join("\n") }))
/** Some `lines` of feedback that bind nobody, each different. */
const long = (lines: number): string => fileLines("feedback", lines).join("\n")

const draftOf = (messages: readonly MessageDraft[], budget: object = { target: 0, trigger: 1 }) =>
  createDraft(createTranscript(user(text("Go")), ...messages, work("last")), { meter, budget })

const factsOf = (messages: readonly MessageDraft[]) =>
  collectFacts({
    transcript: createTranscript(user(text("Go")), ...messages),
    meter,
    userTokens: 200,
  })

describe("what the user said in a call", () => {
  it("stands in the turn ledger word for word", () => {
    const draft = draftOf([
      { ...answered(), parts: [...answered().parts, ...work("a").parts] },
      {
        ...refused("Use pnpm.\nAsk first."),
        parts: [...refused("Use pnpm.\nAsk first.").parts, ...work("b").parts],
      },
    ])
    const folded = foldSteps({ draft, meter, settings })
    expect(folded.fresh.map(({ replacement }) => replacement)).toEqual([
      {
        kind: "text",
        text: expect.stringMatching(
          /^\[compacted: question Which package manager\?; bash a; recall \w{8}\]\n\[user\] "Which package manager\?"="You must use pnpm"$/,
        ),
      },
      { kind: "text", text: expect.stringMatching(/\]\n\[user\] Use pnpm\.\nAsk first\.$/) },
    ])
  })

  it("stands in the ledger that takes the place of an empty summary", () => {
    const ledger = historyLedger({
      messages: createTranscript(answered(), refused("Use pnpm.")).messages,
      earlier: "",
      facts: "",
      directory: "/project",
      meter,
      userTokens: 200,
      tokens: 2_000,
    })
    expect(ledger).toContain(`\n[user] ${ANSWER}\n`)
    expect(ledger).toMatch(/\n\[user\] Use pnpm\.$/)
  })

  it("is no line of its own where it was a refusal without a word: the step's line says so", () => {
    const call1 = call(
      "bash",
      { command: "rm -rf build" },
      { status: "failed", output: REJECTED, replies: [REJECTED] },
    )
    const folded = foldSteps({
      draft: draftOf([assistant(call1, ...work("a").parts)]),
      meter,
      settings,
    })
    expect([...standingTexts(folded)].filter((one) => one.includes(REJECTED))).toEqual([
      expect.stringMatching(/^\[compacted: bash rm -rf build → The user rejected [^\n]*\]$/),
    ])
  })

  it("is left whole by Stage A, dense and given twice", () => {
    const said = `${long(12)}  \n\n\n\n${long(12)}`
    const pruned = prune({ draft: draftOf([refused(said), refused(said)]), meter, settings })
    expect([...standingTexts(pruned)].filter((one) => one.endsWith(said))).toHaveLength(2)
  })

  it.each([
    ["whole where it is short", 8, 8],
    ["as head, tail and handle where it is longer than a text of the user's may be", 400, 20],
  ])("stays in Stage B %s", (_, lines, most) => {
    const said = long(lines)
    const result = compact({ draft: draftOf([refused(said)]), meter, settings, maxPrice: Infinity })
    const [standing = ""] = [...standingTexts(result)].filter((one) =>
      one.includes("feedback line 1 "),
    )
    const kept = standing.split("\n").filter((line) => said.includes(line)).length
    expect(kept).toBeGreaterThanOrEqual(Math.min(lines - 1, 8))
    expect(kept).toBeLessThanOrEqual(most)
  })

  it("is not shortened below its bound where all else in the recent window is", () => {
    const said = long(8)
    const draft = draftOf([work("a"), refused(said), refused(long(400))], { trigger: 300 })
    const result = shortenRecent({ draft, meter, settings: { ...settings, steps: 9 } })
    expect([...standingTexts(result)].some((one) => one.endsWith(said))).toBe(true)
    expect(result.fresh.map(({ target, after }) => [target.message, after > 150])).toEqual([
      ["m02", true],
      ["m04", true],
      ["m05", true],
    ])
  })

  it("binds: a stage that loses its line is taken back", () => {
    const draft = draftOf([answered(), refused("Nice.\r\n  Never use npm.")])
    const invariants = extractInvariants({ draft, meter, settings })
    expect(invariants.filter(({ kind }) => kind === "binding-line")).toEqual([
      { kind: "binding-line", text: "You must use pnpm", message: "m02" },
      { kind: "binding-line", text: "Never use npm.", message: "m03" },
    ])
    const view = new Map(draft.view)
    view.set("m02/m02p1/output", {
      edit: {
        target: { message: "m02", part: "m02p1", field: "output" },
        source: "",
        replacement: { kind: "text", text: "gone" },
        stage: "stage_b_prompt",
        reason: "old-output",
        before: 40,
        after: 1,
        at: "m04",
      },
      digest: "",
      tokens: 1,
      content: { kind: "text", text: "gone" },
    })
    expect(keepInvariants({ invariants, before: draft, after: { ...draft, view }, meter })).toBe(
      draft,
    )
  })

  it("binds with an answer alone, whatever the model's question says", () => {
    const question = "The plan:\n1. We must drop the users table\nDo you agree?"
    const asked = call(
      "question",
      { questions: [{ question }] },
      {
        output: `User has answered your questions: "${question}"="No".`,
        replies: [`"${question}"="No"`],
      },
    )
    const facts = factsOf([assistant(asked)])
    expect(facts.binding).toEqual([])
    expect(facts.replies).toMatchObject([{ text: `"${question}"="No"` }])
  })

  it("is a fact, also in the running turn, each with what it is about", () => {
    const bare = call(
      "bash",
      { command: "rm -rf build" },
      { status: "failed", output: REJECTED, replies: [REJECTED] },
    )
    const facts = factsOf([answered(), refused("Nice.\nNever use npm."), assistant(bare)])
    expect(facts.binding).toEqual(["You must use pnpm", "Never use npm."])
    expect(renderSections(neededSections(facts))).toContain(
      [
        `${FACT_TITLES.replies}:`,
        `- ${ANSWER}`,
        "- bash npm install: Nice. ⏎ Never use npm.",
        `- bash rm -rf build → ${REJECTED}`,
      ].join("\n"),
    )
  })

  it.each([
    "Two:\n  - never use npm\n  - ask first",
    "Never use npm. \nThanks",
    "Never.\r\nThanks",
  ])("binds as the facts tell it: %j", (feedback) => {
    const messages = [refused(feedback)]
    const told = renderSections(neededSections(factsOf(messages)))
    const bound = extractInvariants({ draft: draftOf(messages), meter, settings }).filter(
      ({ kind }) => kind === "binding-line",
    )
    expect(bound.map((line) => told.includes(line.text))).toEqual([true])
  })

  it("is a fact where it was said last", () => {
    const asked = ["Yes", "No", "Yes"].map((answer) => answered(`"Deploy now?"="${answer}"`))
    const told = renderSections(neededSections(factsOf(asked)))
    expect(told).toMatch(/="No"\n- "Deploy now\?"="Yes"$/)
  })

  it("is a fact up to the bound of a user's text", () => {
    const [reply] = factsOf([refused(long(400))]).replies
    expect(meter.measure(reply?.text ?? "").tokens).toBeLessThanOrEqual(210)
    expect(reply?.text).toMatch(/feedback line 1 [^]*recall \w{8}\][^]*feedback line 400 /)
  })

  it("stands as an earlier version has journaled it: what was replaced then is replayed", () => {
    const draft = draftOf([refused(long(400))])
    const [, message] = draft.transcript.messages
    const target = { message: "m02", part: "m02p1", field: "output" } as const
    const replacement = { kind: "text", text: "[compacted bash; recall 00000000]" } as const
    const proposals = [{ target, replacement, reason: "old-output" }] as const
    const before = appendEdits({ draft, proposals, meter, stage: "stage_b_prompt" })
    const { applied } = replayEdits({ transcript: draft.transcript, edits: before.fresh, meter })
    expect(message?.parts[0]).toHaveProperty("replies")
    expect(applied).toEqual(before.fresh)
    expect(applied).toHaveLength(1)
  })
})
