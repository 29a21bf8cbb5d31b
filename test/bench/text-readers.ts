import { digest } from "../../src/host/digest.ts"
import { compileDispatch } from "../../src/dispatch/prompt/compile-dispatch.ts"
import { rewriteRequest } from "../../src/dispatch/prompt/prompt-texts.ts"
import { taskUnits } from "../../src/dispatch/prompt/task-units.ts"
import { retention } from "../../src/dispatch/parity/retention.ts"
import { BEGIN_MARKER, END_MARKER } from "../../src/dispatch/run/contract.ts"
import { findBlocks } from "../../src/dispatch/run/find-block.ts"
import { statedTaskID } from "../../src/dispatch/run/next-task-id.ts"
import { parseResult } from "../../src/dispatch/run/parse-result.ts"
import { capResult } from "../../src/dispatch/wave/cap-result.ts"
import type { ResultCap } from "../../src/dispatch/wave/result-cap.ts"
import { readTaskOutput } from "../../src/dispatch/wave/task-output.ts"
import { literalItems } from "../../src/replay/literal-items.ts"
import { nextAction } from "../../src/replay/next-action.ts"
import { patchItems } from "../../src/replay/patch-items.ts"
import { commandWords, proseWords } from "../../src/replay/words.ts"
import { digestText } from "../../src/session/compact/digest-text.ts"
import { codeOutline } from "../../src/session/compact/outline/code-outline.ts"
import { diffOutline } from "../../src/session/compact/outline/diff-outline.ts"
import { historyOutline } from "../../src/session/compact/outline/history-outline.ts"
import { jsonOutline } from "../../src/session/compact/outline/json-outline.ts"
import { pageOutline } from "../../src/session/compact/outline/page-outline.ts"
import { searchOutline } from "../../src/session/compact/outline/search-outline.ts"
import { shellOutline } from "../../src/session/compact/outline/shell-outline.ts"
import { plainLines } from "../../src/session/compact/plain-lines.ts"
import { skeleton } from "../../src/session/compact/skeleton.ts"
import { createCodeFence } from "../../src/session/code-fence.ts"
import { dense } from "../../src/session/dense.ts"
import { collectFacts } from "../../src/session/facts/collect-facts.ts"
import {
  allSections,
  renderSections,
  withoutStanding,
} from "../../src/session/facts/fact-sections.ts"
import { touchedFiles } from "../../src/session/facts/touched-files.ts"
import { finishedCalls } from "../../src/session/call.ts"
import { compact } from "../../src/session/compact/compact.ts"
import { fileContents, notesBehind, reminderBehind } from "../../src/session/file-content.ts"
import { findImitation } from "../../src/session/imitation.ts"
import { describeStep } from "../../src/session/ledger/describe-step.ts"
import { foldSteps } from "../../src/session/ledger/fold-steps.ts"
import { matchesPattern } from "../../src/session/matches-pattern.ts"
import { pdfPages } from "../../src/session/media/pdf-pages.ts"
import { mediaTokens } from "../../src/session/media-tokens.ts"
import { readOverflow } from "../../src/session/read-overflow.ts"
import { prune } from "../../src/session/prune.ts"
import { handleIn, recallText } from "../../src/session/recall.ts"
import { shorten } from "../../src/session/shorten.ts"
import { checkSummary } from "../../src/session/summary/check-summary.ts"
import { regionOf } from "../../src/session/summary/choose-region.ts"
import { regionPieces } from "../../src/session/summary/region-text.ts"
import { withoutMarks } from "../../src/session/summary/without-marks.ts"
import { clip, summaryRequest } from "../../src/session/texts.ts"
import type { ToolInput, Transcript } from "../../src/session/transcript.ts"
import { withoutLines } from "../../src/session/without-lines.ts"
import { readGuidance } from "../../src/workflow/read-guidance.ts"
import { DISPATCH_LINE, inBlock } from "../../src/workflow/texts.ts"
import { DIRECT, FILE, pointerOf, quarter, SUMMARY } from "../builders/capped-result.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import {
  assistant,
  call,
  createTranscript,
  text as said,
  testDirectory,
  user,
} from "../builders/transcript.ts"
import type { CallOptions } from "../builders/transcript.ts"

const handle = "1a2b3c4d"
const isKnown = (): boolean => false
const words = ["must", "never", "do not"]

/** A session in which each thing that can hold a text holds this one. */
const sessionOf = (text: string): Transcript =>
  createTranscript(
    user(said(text)),
    assistant(said(text)),
    ...Array.from(
      [
        ["bash", { command: text }, { output: text, exitCode: 1 }],
        ["read", { filePath: "/project/a.ts" }, { output: `<content>${text}` }],
        ["grep", { pattern: "a" }, { output: text }],
        [
          "edit",
          { filePath: "/project/a.ts", oldString: "a", newString: "b" },
          { status: "failed", output: text },
        ],
        ["write", { filePath: "/project/b.ts", content: text }, {}],
        ["apply_patch", { patchText: text }, {}],
        [
          "todowrite",
          { todos: [{ content: text.slice(0, 400), status: "pending" }] },
          { output: text },
        ],
        ["webfetch", { url: "https://a.b" }, { output: text }],
      ] as const satisfies readonly (readonly [string, ToolInput, CallOptions])[],
      ([tool, input, options]) => assistant(call(tool, input, options)),
    ),
    user(said("Go on.")),
    assistant(said("Gone on.")),
  )

const draftOf = (text: string) => {
  const meter = createTestMeter()
  const draft = createDraft(sessionOf(text), { meter, budget: { trigger: 10_000, target: 8_000 } })
  return { draft, meter, settings: { ...testSettings, dense: "always" as const } }
}

const factsOf = (text: string) =>
  collectFacts({ transcript: sessionOf(text), meter: createTestMeter(), userTokens: 2_000 })

const resultOf = (text: string): string =>
  `${BEGIN_MARKER}\n${JSON.stringify({ task_id: text, status: "completed", summary: text })}\n${END_MARKER}`

const parsed = (text: string) =>
  parseResult({ text, kind: "reviewer", taskID: "1", maxOutputTokens: 1_200, count: quarter })

const capped = (text: string, cap: ResultCap) =>
  capResult({
    text,
    cap: { ...cap, tokens: Math.min(cap.tokens, 2_000) },
    count: quarter,
    pointer: pointerOf(text),
  })

/** Whatever reads a text of unknown shape, each once; tokens are counted cheaply, so that the reading is what is measured. */
export const textReaders: Readonly<Record<string, (text: string) => unknown>> = {
  ...Object.fromEntries(
    ["bash", "read", "grep", "glob", "webfetch"].flatMap((tool) => [
      [
        `skeleton of ${tool}`,
        (text: string) => skeleton({ tool, text, tokens: 160, count: quarter, isKnown }),
      ],
      [
        `dense output of ${tool}`,
        (text: string) => dense({ tool, text, directory: testDirectory }),
      ],
    ]),
  ),
  ...Object.fromEntries(
    ["md", "log", "diff", "ts"].map((ending) => [
      `skeleton of a file .${ending}`,
      (text: string) =>
        skeleton({
          tool: "read",
          text: `<path>a.${ending}</path>\n<content>\n${text}`,
          tokens: 160,
          count: quarter,
          isKnown,
          directory: testDirectory,
        }),
    ]),
  ),
  "plain lines": plainLines,
  "outline of code": (text) => codeOutline(plainLines(text)),
  "outline of a diff": (text) => diffOutline(plainLines(text)),
  "outline of a history": (text) => historyOutline(plainLines(text)),
  "outline of JSON": (text) => jsonOutline([JSON.stringify({ error: text, [text]: [] })]),
  "outline of a page": (text) => pageOutline(plainLines(text)),
  "outline of a search": (text) => searchOutline(plainLines(text)),
  "outline of a shell": (text) => shellOutline(plainLines(text)),
  "outline of a failure": (text) => shellOutline([`error: ${text}`, ...plainLines(text)]),
  "digest of a text": (text) =>
    digestText({ text, tokens: 200, size: quarter(text), handle, count: quarter }),
  "head and tail": (text) =>
    shorten({ text, tokens: 200, size: quarter(text), handle, count: quarter }),
  "code fence": (text) => text.split("\n").map(createCodeFence()),
  clip: (text) => clip(text, 120),
  "lines taken out": (text) =>
    withoutLines(text, ["must a", "Nothing else stands here in this text."]),
  "request for a summary": (text) =>
    summaryRequest({
      chunk: text,
      earlier: text,
      facts: text,
      context: [text],
      instead: undefined,
    }),
  "summary of a model": (text) =>
    checkSummary({ answer: text, most: 1_000, isFree: false, count: quarter }),
  "summary without marks": withoutMarks,
  "facts of a session": (text) =>
    renderSections(withoutStanding(allSections(factsOf(text)), [text, "a"])),
  "files of a session": (text) => touchedFiles(finishedCalls(sessionOf(text)), testDirectory),
  "files of a call": (text) =>
    finishedCalls(sessionOf(text)).map(({ part }) => fileContents(part, testDirectory)),
  "notes of a read": (text) => [notesBehind(text), reminderBehind(text)],
  "lines of steps": (text) =>
    sessionOf(text).messages.map((message) => describeStep(message, testDirectory)),
  "Stage A": (text) => prune(draftOf(text)),
  "Stage B": (text) => compact({ ...draftOf(text), maxPrice: Infinity }),
  "folded steps": (text) => foldSteps(draftOf(text)),
  "region of a summary": (text) => {
    const { draft, meter } = draftOf(text)
    return regionPieces(regionOf(draft.transcript.messages, draft, meter), meter)
  },
  "imitated placeholder": (text) => findImitation("write", { content: text }),
  "handle in a text": handleIn,
  "recalled lines": (text) => recallText(text, { handle, lines: "2-40" }),
  "recalled by pattern": (text) => recallText(text, { handle, pattern: text.slice(0, 200) }),
  "name against a pattern": (text) => matchesPattern("*a*b*a*-*/*.*x", text),
  attachment: (text) =>
    mediaTokens({ mime: "image/png", name: "a", url: `data:${text}` }, { count: quarter }),
  document: (text) => pdfPages(`%PDF-${text}`, () => ""),
  "refusal of a provider": readOverflow,
  "pieces of a task": (text) => taskUnits({ text, piece: 400 }),
  "prompt to a sub-agent": (text) =>
    compileDispatch({
      prompt: { frame: undefined, task: text },
      budget: 4_000,
      count: quarter,
      digest,
      settings: { auto: true, prune: true, compact: true },
      compactionContext: [text],
    }),
  "request to shorten a prompt": (text) =>
    rewriteRequest({
      task: text,
      constraints: [text],
      tokens: 1_000,
      context: [text],
      override: undefined,
    }),
  "stated task": (text) => statedTaskID(text, ["a b"]),
  "workflow line of a prompt": (text) => DISPATCH_LINE.exec(text),
  "block of an answer": findBlocks,
  "answer of a sub-agent": parsed,
  "result of a sub-agent": (text) => parsed(resultOf(text)),
  "output of a task": (text) => [
    readTaskOutput(text),
    readTaskOutput(`<task id="a" state="completed">\n<summary>${text}</task_result>`),
  ],
  "result, capped": (text) => capped(text, DIRECT),
  "result, as a summary": (text) => capped(text, SUMMARY),
  "result, by file": (text) => capped(text, FILE),
  "lines kept of a prompt": (text) =>
    retention({ original: text, compacted: "a", findings: [text] }),
  "guidance of a workflow": (text) => readGuidance({ text, typed: "a b", words }),
  "guidance with arguments": (text) =>
    readGuidance({ text: `- must $1 ${text}`, typed: text, words }),
  "text in a block": inBlock,
  "words of prose": proseWords,
  "words of a command": commandWords,
  "items of a patch": patchItems,
  "items of calls": (text) =>
    sessionOf(text).messages.map((message) => literalItems(message, testDirectory)),
  "next action": (text) => [
    nextAction({ tool: "bash", input: { command: text } }, testDirectory),
    nextAction({ tool: "apply_patch", input: { patchText: text } }, testDirectory),
  ],
}
