import { describe, expect, it } from "vitest"
import { figuresOf } from "../../src/replay/figures.ts"
import type { RecordedMessage } from "../../src/replay/recorded-session.ts"
import { replaySession } from "../../src/replay/replay-session.ts"
import type { ReplayStep } from "../../src/replay/replay-session.ts"
import type { ReplayPorts, ReplaySettings } from "../../src/replay/replay-settings.ts"
import { asRecord } from "../../src/session/is-record.ts"
import { recordedMessages } from "../builders/recorded-session.ts"
import { recordedSession, replayPorts, replaySettings } from "../builders/replay.ts"
import { fileLines, readOutput } from "../builders/transcript.ts"

const replay = (
  messages: readonly RecordedMessage[],
  settings: Partial<ReplaySettings> = {},
): ReplayStep[] => [
  ...replaySession(recordedSession(messages), replaySettings(settings), replayPorts()).steps,
]
const requestsOf = (steps: readonly ReplayStep[]) => steps.map(({ request }) => request)

const answers = recordedMessages()
  .map(({ info }) => asRecord(info))
  .filter(({ role }) => role === "assistant")

const emptied = (part: unknown): unknown => ({
  ...asRecord(part),
  state: { ...asRecord(asRecord(part)["state"]), output: "" },
})

describe("a replay of the recorded session", () => {
  it("has a request for each answer, and changes nothing where there is room", () => {
    const steps = replay(recordedMessages())
    expect(steps.map(({ request }) => request.message)).toEqual(answers.map(({ id }) => id))
    expect(steps.filter(({ full, sent }) => full !== sent)).toEqual([])
    const { tokens, cost, breaks, over, stages, ms } = figuresOf(requestsOf(steps))
    expect({ breaks, over, stages, ms }).toEqual({
      breaks: 0,
      over: 0,
      stages: {},
      ms: { p50: 1, max: 1 },
    })
    expect(tokens.sent).toBe(tokens.full)
    expect(cost.sent).toBe(cost.full)
  })

  it("fits a window of half its size, with less tokens, few breaks and the same result each time", () => {
    const steps = replay(recordedMessages(), { context: undefined })
    const requests = requestsOf(steps)
    const figures = figuresOf(requests)
    expect(figures.over).toBeGreaterThan(3)
    expect(figures.fit).toEqual({ kept: figures.over, of: figures.over })
    expect(figures.tokens.sent).toBeLessThan(figures.tokens.full)
    const batches = requests.filter(({ stages }) => stages.length > 0).length
    expect(figures.breaks).toBeGreaterThan(0)
    expect(figures.breaks).toBeLessThanOrEqual(batches)
    expect(requestsOf(replay(recordedMessages(), { context: undefined }))).toEqual(requests)
  })

  it("forecasts from the usage of its own requests, not from the recorded one", () => {
    const factor = 1.4
    const [largest] = requestsOf(replay(recordedMessages(), { factor, system: 500 })).slice(-1)
    const error = (largest?.forecast ?? 0) / (largest?.sent.tokens ?? 1) - 1
    expect(Math.abs(error)).toBeLessThan(0.01)
  })

  it("sees what a careless pipeline loses", () => {
    const ports: ReplayPorts = {
      ...replayPorts(),
      apply: (messages) => messages.map(({ info, parts }) => ({ info, parts: parts.map(emptied) })),
    }
    const settings = replaySettings({ context: undefined })
    const { steps } = replaySession(recordedSession(recordedMessages()), settings, ports)
    const { lines } = figuresOf(requestsOf([...steps])).overLimit
    expect(lines.of).toBeGreaterThan(0)
    expect(lines.kept).toBeLessThan(lines.of)
  })

  it("leaves the recorded messages as they are", () => {
    const messages = recordedMessages()
    replay(messages, { context: undefined })
    expect(messages).toEqual(recordedMessages())
  })
})

const read = (id: string, name: string, count: number): RecordedMessage => ({
  info: { id, role: "assistant", providerID: "scripted", modelID: "gpt-scripted" },
  parts: [
    {
      id: `${id}_read`,
      type: "tool",
      tool: "read",
      state: {
        status: "completed",
        input: { filePath: `/project/${name}` },
        output: readOutput(`/project/${name}`, fileLines(name, count)),
      },
    },
  ],
})
const edit = (id: string, name: string, line: number): RecordedMessage => ({
  info: { id, role: "assistant", providerID: "scripted", modelID: "gpt-scripted" },
  parts: [
    {
      id: `${id}_edit`,
      type: "tool",
      tool: "edit",
      state: {
        status: "completed",
        input: { filePath: name, oldString: fileLines(name, 1, line)[0], newString: "new" },
        output: "ok",
      },
    },
  ],
})
const prompt = (id: string): RecordedMessage => ({
  info: { id, role: "user" },
  parts: [{ id: `${id}_text`, type: "text", text: "Go on." }],
})

describe("a replay", () => {
  it("without stages refuses what is too large, and says so", () => {
    const messages = [prompt("m1"), read("m2", "alpha", 2_000), edit("m3", "alpha", 77)]
    const plan = { ...replaySettings().plan, auto: false }
    const [, last] = requestsOf(replay(messages, { context: 8_000, plan }))
    expect(last).toMatchObject({ stages: [], message: "m3" })
    expect(figuresOf(last ? [last] : []).fit).toEqual({ kept: 0, of: 1 })
  })

  it("passes over an answer without content, and takes usage from none that ended in an error", () => {
    const failed = {
      info: { id: "m2", role: "assistant", error: { name: "APIError" } },
      parts: [{ id: "m2_text", type: "text", text: "half" }],
    }
    expect(
      requestsOf(replay([prompt("m1"), failed, read("m3", "alpha", 10)])).map(
        ({ message }) => message,
      ),
    ).toEqual(["m3"])
  })

  it("judges an edit by the lines and the path that it needs", () => {
    const steps = replay([prompt("m1"), read("m2", "alpha", 20), edit("m3", "alpha", 7)])
    expect(requestsOf(steps).map(({ items }) => items)).toEqual([
      [],
      [
        { kind: "path", text: "alpha", kept: true },
        { kind: "line", text: "alpha line 7 of the file", kept: true },
      ],
    ])
  })
})
