import { describe, expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import type { Edit } from "../../src/session/edit.ts"
import { foldSteps } from "../../src/session/ledger/fold-steps.ts"
import { recall } from "../../src/session/recall.ts"
import type { RecallRequest } from "../../src/session/recall.ts"
import { summarize } from "../../src/session/summary/summarize.ts"
import { recallUnknown } from "../../src/session/recall-texts.ts"
import { assistant, call, media, text, user } from "../builders/transcript.ts"
import { scene, standing, step, summaryOf } from "./summary/scene.ts"

const picture = { mime: "image/png", name: "a.png", url: "data:image/png;base64,AAAA" }
const long = "line\n".repeat(80)
const input = scene([
  user(text("Go")),
  assistant(text("I look."), call("bash", { command: "ls" }, { output: `a.ts\n${long}` })),
  user(text("On"), media()),
  assistant(call("read", { filePath: "b.ts" }, { output: "b", media: [picture] })),
  step("c"),
])
const { transcript } = input.draft
const summary = summaryOf(input, ["m02", "m04"])
const draft = summarize({ ...input, prepared: [summary] })
const block = standing(draft)["m04"] ?? ""
const handle = summary.region.slice(0, 8)

const recalled = (
  request: RecallRequest,
  edits: readonly Edit[] = draft.edits,
  messages = transcript.messages,
) => recall({ transcript: { ...transcript, messages }, edits, request, digest })

const whole = [
  "I look.",
  "[bash input]\ncommand: ls",
  `[bash output]\na.ts\n${long}`,
  "[read input]\nfilePath: b.ts",
  "[read output]\nb",
].join("\n")

describe("recall of a summary", () => {
  it.each<[string, string]>([
    ["its code", handle],
    ["the line above it", block.split("\n")[0] ?? ""],
  ])("gives all of its steps by %s, without what users said between", (_, written) => {
    expect(recalled({ handle: written })).toEqual({ text: whole, media: [picture] })
  })

  it("gives some lines, or those with a pattern", () => {
    expect(recalled({ handle, lines: "1-2" }).text).toMatch(/^I look\.\n\[bash input\]\n\[2 /)
    expect(recalled({ handle, pattern: "filepath" }).text).toMatch(/^\d+: filePath: b\.ts\n/)
  })

  it("gives what is left where a step was undone", () => {
    const rest = transcript.messages.filter(({ id }) => id !== "m04")
    expect(recalled({ handle }, draft.edits, rest).text).toBe(
      `I look.\n[bash input]\ncommand: ls\n[bash output]\na.ts\n${long}`,
    )
  })

  it("still gives what a wider one has taken the place of", () => {
    const later = { ...input, settings: { ...input.settings, steps: 0 }, draft }
    const wider = summarize({ ...later, prepared: [summaryOf(input, ["m02", "m04", "m05"])] })
    expect(wider.fresh).toHaveLength(2)
    expect(recalled({ handle }, wider.edits).text).toBe(whole)
  })

  it.each<[string, () => unknown]>([
    ["without its edit", () => recalled({ handle }, [])],
    ["where none of its steps is there", () => recalled({ handle }, draft.edits, [])],
    [
      "by the start of a folded step's digest that no message has any more",
      () => recalled({ handle }, foldSteps(input).edits, []),
    ],
  ])("knows nothing %s", (_, ask) => {
    expect(ask).toThrow(recallUnknown(handle))
  })
})
