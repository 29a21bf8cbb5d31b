import { describe, expect, it } from "vitest"
import { liveText } from "../../src/host/live-text.ts"
import { measureLive } from "../../src/host/measure-live.ts"
import type { LiveCandidate, LiveReport } from "../../src/host/measure-live.ts"
import type { LiveFlags } from "../../src/host/replay-flags.ts"
import type { ReplayStep } from "../../src/replay/replay-session.ts"
import { assistant, call, createTranscript, text, user } from "../builders/transcript.ts"
import { calling, createEndpoint } from "../builders/endpoint.ts"
import type { Endpoint } from "../builders/endpoint.ts"
import { replayedRequest } from "../builders/replay.ts"

const messagesWith = (output: string) =>
  createTranscript(user(text("Fix it.")), assistant(call("read", { filePath: "a.ts" }, { output })))
    .messages

const stepOf = (message: string): ReplayStep => {
  const [action] = createTranscript(assistant(call("edit", { filePath: "a.ts" }))).messages
  if (!action) throw new Error("No action")
  const request = replayedRequest({ message })
  return { request, full: messagesWith("WHOLE"), sent: messagesWith("DIGEST"), action }
}

const candidates: readonly LiveCandidate[] = ["m1", "m2"].map((message) => ({
  session: "session",
  directory: "/project",
  step: stepOf(message),
}))

const flagsFor = ({ url }: Endpoint, overrides: Partial<LiveFlags> = {}): LiveFlags => ({
  url,
  model: "small",
  repeats: 2,
  sample: 1,
  timeoutMs: 5_000,
  key: undefined,
  ...overrides,
})

const measure = (endpoint: Endpoint, overrides: Partial<LiveFlags> = {}): Promise<LiveReport> =>
  measureLive(flagsFor(endpoint, overrides), candidates, () => {})

describe("live parity", () => {
  it("compares answers to the full and to the compacted prompt", async () => {
    const endpoint = await createEndpoint(({ body }, index) =>
      body.includes("WHOLE") || index % 2 === 0
        ? calling("edit", { filePath: "/project/a.ts" })
        : calling("read", { filePath: "a.ts" }),
    )
    const report = await measure(endpoint, { key: "secret" })
    expect(report).toMatchObject({
      candidates: 2,
      answers: 4,
      problems: [],
      stopped: undefined,
      agreement: { repeat: { kept: 1, of: 1 }, compacted: { kept: 2, of: 4 } },
    })
    expect(endpoint.asked.map(({ path, key }) => `${path} ${key}`)).toEqual(
      Array.from({ length: 4 }, () => "/v1/chat/completions Bearer secret"),
    )
    expect(liveText(report)).toBe(
      [
        "Live: small, 1 of 2 requests with a changed prompt, 2 times each way; 4 usable answers.",
        "  same action, full and full:      100.0 % of 1 pairs",
        "  same action, full and compacted: 50.0 % of 4 pairs",
      ].join("\n"),
    )
  })

  it("passes over nonsense, and says how often it came", async () => {
    const endpoint = await createEndpoint((_request, index) =>
      index === 0 ? { body: "<html>" } : index === 1 ? { body: "{}" } : calling("read", {}),
    )
    const { answers, problems } = await measure(endpoint)
    expect({ answers, problems }).toEqual({
      answers: 2,
      problems: [
        {
          problem: `${endpoint.url}/chat/completions answered with something that is not JSON`,
          times: 1,
        },
        { problem: "the answer has neither a tool call nor a text", times: 1 },
      ],
    })
  })

  it("gives up at a wrong key or address, with the endpoint's words", async () => {
    const endpoint = await createEndpoint(() => ({ status: 401, body: "no such\nkey" }))
    const report = await measure(endpoint, { sample: 2 })
    expect(report.stopped).toBe(`${endpoint.url}/chat/completions answered 401: no such key`)
    expect(endpoint.asked.length).toBe(1)
  })

  it("tries again where the endpoint is busy", async () => {
    const endpoint = await createEndpoint((_request, index) =>
      index === 0 ? { status: 429, body: "busy" } : calling("read", {}),
    )
    const { answers, problems } = await measure(endpoint)
    expect({ answers, problems }).toEqual({ answers: 4, problems: [] })
  })

  it("waits no longer than it was told", async () => {
    const endpoint = await createEndpoint((_request, index) =>
      index === 0 ? undefined : calling("read", {}),
    )
    const { answers, problems } = await measure(endpoint, { timeoutMs: 300 })
    expect({ answers, problems }).toEqual({
      answers: 3,
      problems: [
        { problem: `${endpoint.url}/chat/completions gave no answer within 0.3 s`, times: 1 },
      ],
    })
  })

  it("says where nobody listens", async () => {
    const { stopped } = await measure({ url: "http://127.0.0.1:9/v1", asked: [] })
    expect(stopped).toContain("http://127.0.0.1:9/v1/chat/completions cannot be reached (")
  })
})
