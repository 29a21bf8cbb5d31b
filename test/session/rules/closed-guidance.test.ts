import { describe, expect, it } from "vitest"
import { digest } from "../../../src/host/digest.ts"
import { closedGuidance } from "../../../src/session/rules/closed-guidance.ts"
import type { ClosedGuidance } from "../../../src/session/rules/closed-guidance.ts"
import { appendEdits } from "../../../src/session/append-edits.ts"
import { closedGuidanceText } from "../../../src/session/texts.ts"
import { createDraft } from "../../builders/draft.ts"
import { createTestMeter } from "../../builders/meter.ts"
import {
  assistant,
  call,
  createTranscript,
  reasoning,
  text,
  user,
} from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"

const rule = "Never push to the main branch"
const step = "Have the change reviewed by another"
const lines = [step, rule]
const closed: ClosedGuidance = {
  requests: new Map([["m01", () => "/review mend the parser"]]),
  skills: new Set(["review"]),
  lines,
}
const guidance = `# Review\n- ${rule}\n- ${step}\n\nThe task: mend the parser`
const placeholder = (original: string): string => closedGuidanceText(digest(original).slice(0, 8))

const proposals = (messages: readonly MessageDraft[], given: Partial<ClosedGuidance> = {}) =>
  closedGuidance(createDraft(createTranscript(...messages)), {
    closed: { ...closed, ...given },
    meter: createTestMeter(),
  })
/** What stands at the places that it changes. */
const effect = (messages: readonly MessageDraft[], given: Partial<ClosedGuidance> = {}) =>
  Object.fromEntries(
    proposals(messages, given).map(({ target, replacement }) => [
      `${target.part} ${target.field}`,
      replacement.kind === "text"
        ? replacement.text
        : replacement.kind === "input"
          ? replacement.input
          : replacement.kind,
    ]),
  )
const go = user(text("Go"))
const on = user(text("On"))
const thought = (said: string) => reasoning(said, { signed: true })

describe("closed guidance", () => {
  it.each<[string, readonly MessageDraft[], Record<string, unknown>]>([
    [
      "leaves of the request that brought it what the user typed",
      [user(text(guidance), text("Read a.ts"))],
      { "m01p1 text": `${placeholder(guidance)}\n/review mend the parser` },
    ],
    [
      "goes out of what the model says",
      [go, assistant(text(`I keep to this:\n- ${rule}\nDone.`))],
      { "m02p1 text": "I keep to this:\nDone." },
    ],
    [
      "goes out of what it thinks",
      [go, assistant(reasoning(`Mind "${rule}" here.`))],
      { "m02p1 reasoning": 'Mind "…" here.' },
    ],
    [
      "goes with the whole of what it thinks where that is signed",
      [go, assistant(thought(`Mind: ${rule}`)), assistant(text("Done")), on],
      { "m02p1 reasoning": "drop" },
    ],
    [
      "leaves a mark where the model thought of nothing else",
      [go, assistant(reasoning(`- ${rule}`))],
      { "m02p1 reasoning": "…" },
    ],
    [
      "stays in reasoning that its provider wants back",
      [go, assistant({ ...thought(`Mind: ${rule}`), stays: true }), assistant(text("Done")), on],
      {},
    ],
    [
      "goes with the skill that brought it",
      [go, assistant(call("skill", { name: "review" }, { output: guidance }))],
      { "m02p1 output": placeholder(guidance) },
    ],
    [
      "goes without a placeholder where there is no room for one",
      [go, assistant(call("skill", { name: "review" }, { output: "All of the skill" }))],
      { "m02p1 output": "" },
    ],
    [
      "leaves only what was typed where there is no room for a placeholder",
      [user(text(`- ${rule}`))],
      { "m01p1 text": "/review mend the parser" },
    ],
    [
      "goes out of tasks for sub-agents, and of what they answer",
      [
        go,
        assistant(
          call(
            "task",
            { prompt: `Do it.\n- ${step}`, more: [{ a: rule }], n: 1 },
            {
              output: `Done.\n* [x] ${step}`,
            },
          ),
        ),
      ],
      {
        "m02p1 input": { prompt: "Do it.", more: [{ a: "" }], n: 1 },
        "m02p1 output": "Done.",
      },
    ],
    [
      "goes with all that the workflow tool says of it",
      [go, assistant(call("workflow", { action: "list" }, { output: guidance }))],
      { "m02p1 output": placeholder(guidance) },
    ],
    [
      "goes out of todo lists",
      [
        go,
        assistant(
          call(
            "todowrite",
            { todos: [{ content: rule, status: "open" }] },
            { output: `[{"content": "${rule}"}]` },
          ),
          call("todoread", {}, { output: `- [ ] ${step}\nMend it` }),
        ),
      ],
      {
        "m02p1 input": { todos: [{ content: "", status: "open" }] },
        "m02p1 output": '[{"content": "…"}]',
        "m02p2 output": "Mend it",
      },
    ],
    [
      "goes out of questions, and of how they are answered",
      [
        go,
        assistant(
          call(
            "question",
            { questions: [{ question: `Is this so: ${rule}?` }] },
            { output: `- ${rule}\nYes` },
          ),
        ),
      ],
      {
        "m02p1 input": { questions: [{ question: "Is this so: …?" }] },
        "m02p1 output": "Yes",
      },
    ],
    [
      "goes out of failed calls too",
      [go, assistant(call("task", { prompt: rule }, { status: "failed", output: rule }))],
      { "m02p1 input": { prompt: "" }, "m02p1 output": "" },
    ],
    [
      "goes out of unsigned messages of the running loop",
      [go, assistant(call("task", { prompt: rule }))],
      { "m02p1 input": { prompt: "" } },
    ],
  ])("%s", (_, messages, expected) => {
    expect(effect(messages)).toEqual(expected)
  })

  it.each<[string, readonly MessageDraft[], string | undefined, Record<string, unknown>]>([
    [
      "what else it says where it cannot be told what was typed",
      [user(text(guidance))],
      undefined,
      { "m01p1 text": "# Review\n\nThe task: mend the parser" },
    ],
    [
      "what else it says where what was typed is longer",
      [user(text(`- ${rule}\nNow.`))],
      `/review ${"t".repeat(100)}`,
      { "m01p1 text": "Now." },
    ],
    ["all of it where nothing of it is known", [user(text("Mend it"))], undefined, {}],
  ])("leaves of the request %s", (_, messages, typed, expected) => {
    const requests = new Map([["m01", () => typed]])
    expect(effect(messages, { requests })).toEqual(expected)
  })

  it("asks for what was typed in the text as it was sent", () => {
    const requests = new Map([["m01", (sent: string) => sent.slice(-17)]])
    expect(effect([user(text(guidance))], { requests })).toEqual({
      "m01p1 text": `${placeholder(guidance)}\n: mend the parser`,
    })
  })

  it.each<[string, readonly MessageDraft[], Partial<ClosedGuidance>]>([
    ["what users say themselves", [go, user(text(`Mind: ${rule}`))], {}],
    ["files", [go, assistant(call("read", { filePath: "a.md" }, { output: guidance }))], {}],
    [
      "commands, and what is written",
      [
        go,
        assistant(
          call("bash", { command: `echo "${rule}"` }, { output: rule }),
          call("write", { content: guidance }),
        ),
      ],
      {},
    ],
    ["other skills", [go, assistant(call("skill", { name: "plan" }, { output: guidance }))], {}],
    [
      "calls that still run",
      [go, assistant(call("task", { prompt: rule }, { status: "pending" }))],
      {},
    ],
    [
      "what the workflow tool says of others",
      [go, assistant(call("workflow", { action: "list" }, { output: "- plan-1: active" }))],
      {},
    ],
    [
      "signed messages of the running loop",
      [go, assistant(thought(rule), text(rule), call("task", { prompt: rule }))],
      {},
    ],
    [
      "signed thoughts without it",
      [go, assistant(thought("So be it")), assistant(text("a")), on],
      {},
    ],
    ["texts of a model that say it otherwise", [go, assistant(text("Never push to main"))], {}],
    ["anything where it has no lines", [go, assistant(text(rule))], { lines: [] }],
  ])("does not touch %s", (_, messages, given) => {
    expect(proposals(messages, { requests: new Map(), ...given })).toEqual([])
  })

  it("has nothing more to take out of what it has left", () => {
    const meter = createTestMeter()
    const draft = createDraft(
      createTranscript(
        user(text(guidance)),
        assistant(
          text(`- ${rule}\nDone with all that was asked for.`),
          call("skill", { name: "review" }, { output: guidance }),
          call("task", { prompt: `Do it.\n${rule}` }, { output: `${step}: done` }),
        ),
        on,
      ),
      { meter },
    )
    const found = closedGuidance(draft, { closed, meter })
    const first = appendEdits({ draft, proposals: found, meter, stage: "initial" })
    expect(first.fresh.map(({ target }) => `${target.part} ${target.field}`)).toEqual([
      "m01p1 text",
      "m02p1 text",
      "m02p2 output",
      "m02p3 input",
      "m02p3 output",
    ])
    expect(closedGuidance(first, { closed, meter })).toEqual([])
  })
})
