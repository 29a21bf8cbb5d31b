import { describe, expect, it } from "vitest"
import type { Draft } from "../../src/session/draft.ts"
import { prune } from "../../src/session/prune.ts"
import type { StageSettings } from "../../src/session/stage.ts"
import type { Transcript } from "../../src/session/transcript.ts"
import { createDraft, testSettings } from "../builders/draft.ts"
import { createTestMeter } from "../builders/meter.ts"
import { recordedTranscript } from "../builders/recorded-session.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  readOutput,
  text,
  user,
} from "../builders/transcript.ts"
import type { PartDraft } from "../builders/transcript.ts"

const pruned = (transcript: Transcript, settings: Partial<StageSettings> = {}): Draft => {
  const meter = createTestMeter()
  return prune({
    draft: createDraft(transcript, { meter }),
    meter,
    settings: { ...testSettings, ...settings },
  })
}
const reasonsOf = ({ fresh }: Draft) =>
  fresh.map(({ target, reason }) => `${target.part} ${target.field}: ${reason}`)
const steps = (...parts: readonly PartDraft[]) =>
  createTranscript(
    user(text("Go")),
    ...parts.map((part) => assistant(part)),
    assistant(text("Done.")),
  )
const bash = (command: string, output: string) => call("bash", { command }, { output })
const read = (lines: readonly string[]) =>
  call("read", { filePath: "/project/a.ts" }, { output: readOutput("/project/a.ts", lines) })

const long = "the same words in every output. ".repeat(20)
const lines = fileLines("alpha", 40)

describe("Stage A", () => {
  it("uses its rules on the recorded session, in which no command's output stands again", () => {
    const draft = pruned(recordedTranscript(), { steps: 4, dense: "always" })
    expect(new Set(draft.fresh.map(({ reason }) => reason))).toEqual(
      new Set([
        "superseded-read",
        "duplicate-output",
        "overtaken-search",
        "standing-input",
        "failed-input",
        "old-reasoning",
        "old-media",
        "dense",
      ]),
    )
  })

  it("saves what its edits say, and forecasts it", () => {
    const before = createDraft(recordedTranscript()).forecast.tokens
    const draft = pruned(recordedTranscript(), { steps: 4, dense: "always" })
    const saved = draft.fresh.reduce((sum, edit) => sum + edit.before - edit.after, 0)
    expect(draft.forecast.tokens).toBe(before - saved)
    expect(saved / before).toBeGreaterThan(0.35)
  })

  it("gives a payload that two rules want to the first", () => {
    expect(reasonsOf(pruned(steps(bash("ls", long), bash("ls", long))))).toEqual([
      "m02p1 output: overtaken-command",
    ])
  })

  it("renders densely what no rule replaced", () => {
    const transcript = steps(read(lines), read(lines))
    expect(reasonsOf(pruned(transcript, { dense: "always" }))).toEqual([
      "m02p1 output: superseded-read",
      "m03p1 output: dense",
    ])
  })

  it("replaces later what it rendered densely before", () => {
    const meter = createTestMeter()
    const settings = { ...testSettings, dense: "always" as const }
    const first = prune({ draft: createDraft(steps(read(lines)), { meter }), meter, settings })
    const longer = createDraft(steps(read(lines), read(lines)), { meter })
    const second = prune({
      draft: { ...longer, view: first.view, edits: first.edits },
      meter,
      settings,
    })
    expect(reasonsOf(second)).toEqual(["m02p1 output: superseded-read", "m03p1 output: dense"])
  })

  it("leaves an output whose newer twin gives way to another rule", () => {
    const transcript = steps(
      bash("cat a.txt", long),
      bash("tail a.txt", long),
      bash("tail a.txt", `${long}\nand more`),
    )
    expect(reasonsOf(pruned(transcript))).toEqual(["m03p1 output: overtaken-command"])
  })

  it("changes nothing in a session without calls", () => {
    const transcript = createTranscript(user(text(long)), assistant(text(long)), user(text(long)))
    const meter = createTestMeter()
    const draft = createDraft(transcript, { meter })
    expect(prune({ draft, meter, settings: { ...testSettings, dense: "always" } })).toBe(draft)
  })
})
