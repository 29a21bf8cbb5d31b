import { describe, expect, it } from "vitest"
import { BEGIN_MARKER, END_MARKER } from "../../src/dispatch/run/contract.ts"
import type { DispatchResult } from "../../src/dispatch/run/contract.ts"
import { PARITY_NOTE, retryText, terminalText } from "../../src/dispatch/run/contract-texts.ts"
import { dispatchParity, parityReport } from "../../src/dispatch/parity/parity.ts"
import type {
  DispatchTrace,
  ParityInput,
  StepOutcome,
  TraceStep,
} from "../../src/dispatch/parity/parity.ts"
import { retention } from "../../src/dispatch/parity/retention.ts"
import { renderResult } from "../../src/dispatch/run/run-text.ts"
import { digest } from "../../src/host/digest.ts"
import { changesWanted, implementerResult, reviewerResult } from "../builders/dispatch-records.ts"

const RULES = "Never push to main.\nWe decided to keep the parser."

const step = (result: DispatchResult | string): TraceStep => {
  const like = typeof result === "object" && "assessment" in result ? "reviewer" : "implementer"
  return {
    role: like,
    like,
    taskID: "7",
    prompt: `Mend the parser.\n${RULES}`,
    result:
      typeof result === "string"
        ? result
        : `Done.\n${BEGIN_MARKER}\n${JSON.stringify(result, undefined, 2)}\n${END_MARKER}`,
  }
}
const trace = (run: string, ...results: readonly (DispatchResult | string)[]): DispatchTrace => ({
  run,
  steps: results.map(step),
})

const approved = reviewerResult()
/** Every branch: each status of the implementer, each assessment, the loop, an answer that is none, another task's. */
const traces: readonly DispatchTrace[] = [
  trace("finished", implementerResult(), changesWanted(), implementerResult(), approved),
  trace(
    "stuck",
    implementerResult({ status: "blocked" }),
    implementerResult({ status: "failed" }),
    reviewerResult({ assessment: "blocked" }),
  ),
  trace("looping", changesWanted(), changesWanted()),
  trace("unusable", "I am done.", "", implementerResult({ task_id: "999" })),
  trace("foreign", implementerResult({ task_id: "999" })),
]

/** What the orchestrator is given in place of an answer. */
const told = ({ taskID, like = "implementer" }: TraceStep, { parsed, nextAction }: StepOutcome) => {
  if (parsed.ok && nextAction) return renderResult({ result: parsed.result, nextAction, taskID })
  if (parsed.ok) return ""
  const { code, detail } = parsed
  const unusable = { code, detail, taskID, kind: like }
  return nextAction === "halt_schema_invalid_terminal"
    ? terminalText(unusable)
    : retryText({ ...unusable, child: "ses_1" })
}

const parity = (input: Partial<ParityInput> = {}) =>
  dispatchParity({
    traces,
    compacted: (one, outcome) => ({
      prompt: one.prompt.replace("Mend the parser.\n", ""),
      result: told(one, outcome),
    }),
    maxOutputTokens: 1_200,
    count: (text) => Math.ceil(text.length / 4),
    stalledThreshold: 2,
    reviewLoopThreshold: 2,
    digest,
    ...input,
  })

describe("parity", () => {
  it("is one on every branch where compaction damages nothing", () => {
    const { runs, total, diverging } = parity()
    expect(diverging).toEqual([])
    expect(total).toEqual({ equal: 13, total: 13, next_action_parity: 1, retention: 1 })
    expect(runs.map(({ run, total: steps, lost }) => [run, steps, lost])).toEqual([
      ["finished", 4, []],
      ["stuck", 3, []],
      ["looping", 2, []],
      ["unusable", 3, []],
      ["foreign", 1, []],
    ])
  })

  it("covers every outcome that a recorded result can have", () => {
    const seen = new Set<unknown>()
    parity({
      compacted: (one, outcome) => {
        seen.add(outcome.nextAction)
        return { prompt: one.prompt, result: told(one, outcome) }
      },
    })
    expect(seen).toEqual(
      new Set([
        "advance_to_next_task",
        "dispatch_implementer",
        "dispatch_implementer_fixes",
        "dispatch_reviewer",
        "halt_and_escalate",
        "halt_schema_invalid_terminal",
        "retry_implementer",
        "retry_implementer_with_constraints",
        "retry_once_schema_invalid",
      ]),
    )
  })

  it("shows a compaction that cuts results, with the runs and steps", () => {
    const report = parity({
      compacted: (one, outcome) => ({
        prompt: one.prompt,
        result: told(one, outcome).slice(0, 60),
      }),
    })
    expect(report.total).toEqual({ equal: 2, total: 13, next_action_parity: 2 / 13, retention: 1 })
    expect(report.diverging[0]).toEqual({
      run: "finished",
      step: 0,
      raw: "dispatch_reviewer",
      compacted: "retry_once_schema_invalid",
    })
    expect(
      report.runs.map(({ run, diverging }) => [run, diverging.map((one) => one.step)]),
    ).toEqual([
      ["finished", [0, 1, 2, 3]],
      ["stuck", [0, 1, 2]],
      ["looping", [0, 1]],
      ["unusable", [2]],
      ["foreign", [0]],
    ])
  })

  it("shows a compaction that loses what binds, though the results are whole", () => {
    const { total, runs } = parity({
      traces: [trace("finished", approved)],
      compacted: (one, outcome) => ({
        prompt: one.prompt.replace("Never push to main.", "[gone]"),
        result: told(one, outcome),
      }),
    })
    expect(total).toEqual({ equal: 1, total: 1, next_action_parity: 1, retention: 0.5 })
    expect(runs[0]?.lost).toEqual([{ step: 0, line: "Never push to main." }])
  })

  it("passes over agents that nobody mapped", () => {
    const foreign = { ...step("done"), like: undefined }
    const { total } = parity({ traces: [{ run: "foreign", steps: [foreign] }] })
    expect(total).toEqual({ equal: 0, total: 0, next_action_parity: 1, retention: 1 })
  })

  it("is told run by run, with what diverges and what is lost", () => {
    const report = parity({
      traces: [trace("finished", approved)],
      compacted: () => ({ prompt: "", result: "" }),
    })
    expect(parityReport(report)).toBe(`finished: next_action_parity 0.0000 (0 of 1), retention 0.0 %
total: next_action_parity 0.0000 (0 of 1), retention 0.0 %
Diverges: finished, step 0: advance_to_next_task before, retry_once_schema_invalid after compaction
Lost: finished, step 0: Never push to main.
Lost: finished, step 0: We decided to keep the parser.
${PARITY_NOTE}`)
  })
})

describe("retention", () => {
  const findings = ['Say "empty"', "Never mentioned"]
  const original = `Context: ${JSON.stringify(findings.slice(0, 1))}\nMust be green\n Must be green`

  it("counts lines that bind and findings that the prompt had, each once", () => {
    expect(retention({ original, compacted: original, findings })).toEqual({
      relevant: 2,
      kept: 2,
      lost: [],
    })
  })

  it("takes a finding for kept that stands within a longer text of JSON", () => {
    const fixes = `Context: ${JSON.stringify({ fixes: 'First: Say "empty" there\n' })}`
    const given = { original: fixes, compacted: fixes, findings: [' Say "empty"\n'] }
    expect(retention(given)).toEqual({ relevant: 1, kept: 1, lost: [] })
  })

  it("names what is lost", () => {
    expect(retention({ original, compacted: "It Must be green", findings })).toEqual({
      relevant: 2,
      kept: 0,
      lost: ["Must be green", 'Say "empty"'],
    })
  })

  it("is whole where nothing decides", () => {
    expect(retention({ original: "Hello", compacted: "", findings: [] })).toEqual({
      relevant: 0,
      kept: 0,
      lost: [],
    })
  })
})
