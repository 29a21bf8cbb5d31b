import { describe, expect, it } from "vitest"
import { compact } from "../../../src/session/compact/compact.ts"
import type { StageSettings } from "../../../src/session/stage.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  readOutput,
  reasoning,
  text,
  user,
} from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"
import { createDraft, testSettings } from "../../builders/draft.ts"
import { createTestMeter } from "../../builders/meter.ts"

const lines = (name: string): string[] => fileLines(name, 60)
const read = (name: string) =>
  call(
    "read",
    { filePath: `/project/${name}` },
    { output: readOutput(`/project/${name}`, lines(name)) },
  )
const task = (name: string) => call("task", { prompt: "Look" }, { output: lines(name).join("\n") })
const todos = (name: string) => call("todowrite", {}, { output: lines(name).join("\n") })
const idle = assistant(call("bash", { command: "true" }, { output: "" }))
const ask = user(text("Go"))

/** What stands at each place that changed, by part and field, where nothing can be kept. */
const effect = (
  messages: readonly MessageDraft[],
  { target = 0, ...settings }: Partial<StageSettings> & { readonly target?: number } = {},
) => {
  const meter = createTestMeter()
  const { fresh, view } = compact({
    draft: createDraft(createTranscript(...messages), { meter, budget: { target } }),
    meter,
    settings: { ...testSettings, ...settings },
    maxPrice: Infinity,
  })
  return Object.fromEntries(
    fresh.map(({ target: { message, part, field } }) => {
      const content = view.get(`${message}/${part}/${field}`)?.content
      return [
        `${part} ${field}`,
        content?.kind === "text" ? content.text : content?.kind === "input" ? content.input : "",
      ]
    }),
  )
}

describe("Stage B", () => {
  it("brings an old output down to one line at the most, and leaves the recent window", () => {
    expect(effect([ask, assistant(read("a.ts")), assistant(read("b.ts"))])).toEqual({
      "m02p1 output": expect.stringMatching(
        /^\[compacted read a\.ts, 66 lines: old, shortened; recall [0-9a-f]{8}\]$/,
      ),
    })
  })

  it("does nothing at its target", () => {
    expect(effect([ask, assistant(read("a.ts")), idle], { target: 50_000 })).toEqual({})
  })

  it("shortens the long strings of inputs, and keeps their shape", () => {
    const write = call("write", { filePath: "/project/a.ts", content: lines("a").join("\n") })
    expect(effect([ask, assistant(write), idle])).toEqual({
      "m02p1 input": {
        filePath: "/project/a.ts",
        content: expect.stringMatching(
          /^\[compacted 60 lines: old, shortened; recall [0-9a-f]{8}\]$/,
        ),
      },
    })
  })

  it("keeps only the newest result of a protected tool", () => {
    expect(Object.keys(effect([ask, assistant(task("a")), assistant(task("b")), idle]))).toEqual([
      "m02p1 output",
    ])
  })

  it("keeps the newest todo list even where the options do not protect it", () => {
    const messages = [ask, assistant(todos("a")), assistant(todos("b")), idle]
    expect(Object.keys(effect(messages, { protectedTools: [] }))).toEqual(["m02p1 output"])
  })

  it("digests a long text of the user that is not the latest, with the lines that bind", () => {
    const rule = "You must never touch legacy.ts."
    const pasted = [...lines("log"), rule, ...lines("tail")].join("\n")
    const changed = effect([user(text(pasted)), idle, user(text(pasted)), idle], {
      userTokens: 200,
    })
    expect(changed).toEqual({
      "m01p1 text": expect.stringMatching(/^\[compacted \d+ lines here; recall [0-9a-f]{8}\]\n/),
    })
    expect(Object.values(changed)[0]).toContain(rule)
  })

  it("leaves signed messages of the running loop, and drops no signed reasoning", () => {
    const signed = assistant(
      reasoning(lines("thought").join("\n"), { signed: true }),
      text(lines("said").join("\n")),
    )
    expect(effect([ask, signed, idle])).toEqual({})
    expect(Object.keys(effect([ask, signed, assistant(text("Done.")), ask, idle]))).toEqual([
      "m02p2 text",
    ])
  })

  it("leaves reasoning of the running loop, and never all of it goes later", () => {
    const open = assistant(reasoning(lines("thought").join("\n")), call("bash", { command: "ls" }))
    expect(effect([ask, open, idle])).toEqual({})
    expect(effect([ask, open, assistant(text("Done.")), ask, idle])).toEqual({
      "m02p1 reasoning": expect.stringMatching(
        /^\[compacted \d+ lines here; recall [0-9a-f]{8}\]\n/,
      ),
    })
  })
})
