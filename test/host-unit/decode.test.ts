import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { createDecode } from "../../src/host/decode.ts"
import type { HostMessage } from "../../src/host/decode.ts"
import type { Message } from "../../src/session/transcript.ts"
import { recordedMessages } from "../builders/recorded-session.ts"
import { holds } from "../builders/holds.ts"

const session = { sessionID: "ses_1", directory: "/fallback" }
const decode = (messages: readonly HostMessage[], options = {}) =>
  createDecode(options)(messages, session)

const decodeOne = (info: unknown, parts: readonly unknown[], options = {}): Message | undefined =>
  decode([{ info, parts }], options).messages[0]
const decodeAnswer = (parts: readonly unknown[]) => decodeOne({ role: "assistant" }, parts)
const partsOf = (parts: readonly unknown[], { info = {}, options = {} } = {}) =>
  decodeOne({ role: "assistant", ...info }, parts, options)?.parts

const tool = (state: unknown): unknown => ({ type: "tool", id: "p1", tool: "bash", state })
const attachment = { type: "file", mime: "image/png", filename: "a.png", url: "data:," }
const decodedTool = {
  kind: "tool",
  id: "p1",
  tool: "bash",
  input: {},
  output: "",
  media: [],
  clearedAt: undefined,
}

describe("a message", () => {
  it("is decoded with what decisions need", () => {
    const info = {
      id: "msg_1",
      role: "assistant",
      agent: "build",
      providerID: "p",
      modelID: "m",
      time: { created: 5 },
      tokens: { input: 3, output: 7, cache: { read: 10, write: 20 } },
    }
    expect(decodeOne(info, [])).toEqual({
      id: "msg_1",
      role: "assistant",
      agent: "build",
      model: { providerID: "p", modelID: "m" },
      created: 5,
      summary: false,
      signed: false,
      usage: { prompt: 33, output: 7 },
      parts: [],
    })
  })

  it.each<[string, Partial<Message> | undefined, Partial<Message>]>([
    [
      "the user's own model",
      decodeOne({ role: "user", model: { providerID: "p", modelID: "m" } }, []),
      { model: { providerID: "p", modelID: "m" } },
    ],
    ["the mode of older hosts", decodeOne({ mode: "build" }, []), { agent: "build" }],
    ["a summary", decodeOne({ role: "assistant", summary: true }, []), { summary: true }],
    [
      "no summary in a user's title",
      decodeOne({ role: "user", summary: true }, []),
      { summary: false },
    ],
    [
      "no usage of a user",
      decodeOne({ role: "user", tokens: { input: 3 } }, []),
      { usage: undefined },
    ],
    [
      "no usage of nothing",
      decodeOne({ role: "assistant", tokens: { input: 0 } }, []),
      { usage: undefined },
    ],
    [
      "no usage of a failed answer",
      decodeOne({ role: "assistant", tokens: { input: 3 }, error: { name: "APIError" } }, []),
      { usage: undefined },
    ],
    ["a place for an id that is missing", decodeOne({}, []), { id: "message-0" }],
    [
      "a signature of Anthropic",
      decodeAnswer([{ type: "reasoning", metadata: { anthropic: { signature: "x" } } }]),
      { signed: true },
    ],
    [
      "encrypted reasoning of OpenAI",
      decodeAnswer([
        { type: "reasoning", metadata: { openai: { reasoningEncryptedContent: "x" } } },
      ]),
      { signed: true },
    ],
    [
      "a signed call of Google",
      decodeAnswer([{ ...Object(tool({})), metadata: { google: { thoughtSignature: "x" } } }]),
      { signed: true },
    ],
    [
      "no signature in an item's id",
      decodeAnswer([{ type: "text", metadata: { openai: { itemId: "x" } } }]),
      { signed: false },
    ],
  ])("shows %s", (_, message, expected) => {
    expect(message).toMatchObject(expected)
  })
})

describe("a part", () => {
  it.each<[string, ReturnType<typeof partsOf>, unknown]>([
    [
      "text",
      partsOf([{ type: "text", id: "p1", text: "a" }]),
      { kind: "text", id: "p1", text: "a" },
    ],
    [
      "text that the host does not send",
      partsOf([{ type: "text", id: "p1", text: "a", ignored: true }], { info: { role: "user" } }),
      { kind: "other", id: "p1", type: "ignored" },
    ],
    [
      "reasoning",
      partsOf(
        [{ type: "reasoning", id: "p1", text: "a", metadata: { anthropic: { signature: "x" } } }],
        { info: { modelID: "claude-a" } },
      ),
      { kind: "reasoning", id: "p1", text: "a", signed: true, opensLoop: true },
    ],
    [
      "a file",
      partsOf([{ ...attachment, id: "p1" }]),
      { kind: "media", id: "p1", mime: "image/png", name: "a.png", url: "data:," },
    ],
    [
      "a text file, which the host sends as text of its own",
      partsOf([{ ...attachment, id: "p1", mime: "text/plain" }]),
      { kind: "other", id: "p1", type: "file" },
    ],
    [
      "a finished call",
      partsOf([
        tool({ status: "completed", input: { a: 1 }, output: "b", attachments: [attachment] }),
      ]),
      {
        ...decodedTool,
        status: "completed",
        input: { a: 1 },
        output: "b",
        media: [{ mime: "image/png", name: "a.png", url: "data:," }],
      },
    ],
    [
      "a failed call, with its error as output",
      partsOf([tool({ status: "error", input: { a: 1 }, error: "no" })]),
      { ...decodedTool, status: "failed", input: { a: 1 }, output: "no" },
    ],
    [
      "a call that still runs",
      partsOf([tool({ status: "running", input: { a: 1 } })]),
      {
        ...decodedTool,
        status: "pending",
        input: { a: 1 },
        output: "[Tool execution was interrupted]",
      },
    ],
    [
      "a call that the host cleared",
      partsOf([
        tool({
          status: "completed",
          output: "b",
          attachments: [attachment],
          time: { compacted: 9 },
        }),
      ]),
      {
        ...decodedTool,
        status: "completed",
        output: "[Old tool result content cleared]",
        clearedAt: 9,
        cleared: { output: "b", media: [{ mime: "image/png", name: "a.png", url: "data:," }] },
      },
    ],
    [
      "a call that the host cleared, as recall reads it",
      partsOf([tool({ status: "completed", output: "b", time: { compacted: 9 } })], {
        options: { restoreCleared: true },
      }),
      { ...decodedTool, status: "completed", output: "b", clearedAt: 9 },
    ],
    [
      "a call with a text for input",
      partsOf([tool({ status: "completed", input: "ls", output: 7 })]),
      { ...decodedTool, status: "completed", input: { value: "ls" }, output: "7" },
    ],
    [
      "a type of another version",
      partsOf([{ type: "hologram", id: "p1" }]),
      { kind: "other", id: "p1", type: "hologram" },
    ],
    ["nothing like a part", partsOf([null]), { kind: "other", id: "part-0", type: "" }],
  ])("is decoded: %s", (_, parts, expected) => {
    expect(parts).toEqual([expected])
  })

  const aborted = { error: { name: "MessageAbortedError" } }
  const said = [{ type: "text", id: "p1", text: "a" }]

  it.each([
    ["of a failed answer", { error: { name: "APIError" } }, said, 0],
    ["of an aborted answer with content", aborted, said, 1],
    ["of an aborted answer that only thought", aborted, [{ type: "reasoning", text: "a" }], 0],
  ])("reaches the model or not: %s", (_, info, parts, count) => {
    expect(partsOf(parts, { info })).toHaveLength(count)
  })
})

describe("decoding", () => {
  it("takes the directory from the messages", () => {
    const info = { role: "assistant", path: { cwd: "/project" } }
    expect(decode([{ info, parts: [] }]).directory).toBe("/project")
    expect(decode([]).directory).toBe("/fallback")
  })

  it("gives equal messages and parts as the same objects", () => {
    const decodeAgain = createDecode()
    const [first, second] = [1, 2].map(() => decodeAgain(recordedMessages(), session).messages)
    expect(second?.filter((message, index) => message !== first?.[index])).toEqual([])
  })

  it("gives a changed part as a new object, and its neighbours as before", () => {
    const decodeAgain = createDecode()
    const parts = [
      { type: "text", id: "p1", text: "a" },
      { type: "text", id: "p2", text: "b" },
    ]
    const [before] = decodeAgain([{ info: { id: "m1" }, parts }], session).messages
    const changed = [parts[0], { type: "text", id: "p2", text: "c" }]
    const [after] = decodeAgain([{ info: { id: "m1" }, parts: changed }], session).messages
    expect([after === before, after?.parts[0] === before?.parts[0], after?.parts[1]]).toEqual([
      false,
      true,
      { kind: "text", id: "p2", text: "c" },
    ])
  })

  it("is total over anything", () => {
    const anything = fc.oneof(fc.jsonValue(), fc.anything())
    const types = fc.constantFrom("text", "reasoning", "tool", "file", "step-start", "hologram")
    const part = fc.oneof(
      anything,
      fc.record({
        type: types,
        id: anything,
        text: anything,
        tool: anything,
        state: anything,
        metadata: anything,
      }),
      fc.record({
        type: fc.constant("tool"),
        state: fc.record({
          status: fc.constantFrom("completed", "error", "pending", "odd"),
          input: anything,
          output: anything,
          error: anything,
          attachments: anything,
          time: anything,
        }),
      }),
    )
    const info = fc.oneof(
      anything,
      fc.record({
        id: anything,
        role: anything,
        model: anything,
        time: anything,
        tokens: anything,
        error: anything,
        path: anything,
      }),
    )
    holds(
      fc.property(fc.array(fc.record({ info, parts: fc.array(part) })), (messages) => {
        const { messages: decoded } = decode(messages)
        const ids = decoded.map(({ id }) => typeof id)
        const kinds = decoded.flatMap(({ parts }) => parts.map(({ kind }) => kind))
        expect(ids).toEqual(messages.map(() => "string"))
        expect(
          kinds.filter((kind) => !["text", "reasoning", "media", "tool", "other"].includes(kind)),
        ).toEqual([])
      }),
    )
  })
})
