import { describe, expect, it } from "vitest"
import {
  fieldsOf,
  latestUserIndex,
  loopStartIndex,
  placeFinder,
} from "../../src/session/transcript.ts"
import type { Part } from "../../src/session/transcript.ts"
import { countedReads } from "../builders/counted-reads.ts"
import {
  assistant,
  call,
  createTranscript,
  media,
  reasoning,
  text,
  user,
} from "../builders/transcript.ts"
import type { MessageDraft, PartDraft } from "../builders/transcript.ts"

const ask = user(text("Go"))
const step = assistant(call("bash", {}))
const answer = assistant(text("Done."))
const marked: MessageDraft = {
  ...step,
  parts: [...step.parts, { kind: "other", type: "step-finish" }],
}

const stepsToLoop = (turns: number): number => {
  const { messages } = createTranscript(...Array.from({ length: turns }, () => [ask, step]).flat())
  const counted = countedReads([...messages])
  loopStartIndex(counted.items)
  return counted.reads()
}

const stepsToParts = (count: number): number => {
  const texts = Array.from({ length: count }, () => text("a"))
  const { messages, ...rest } = createTranscript(assistant(...texts))
  const parts = messages.flatMap((message) => message.parts)
  const counted = countedReads(parts)
  const find = placeFinder({
    ...rest,
    messages: messages.map((one) => ({ ...one, parts: counted.items })),
  })
  for (const { id } of parts) find({ message: "m01", part: id, field: "text" })
  return counted.reads()
}

describe("the running tool loop", () => {
  it.each<[string, readonly MessageDraft[], number]>([
    ["begins at the only request", [ask, step], 0],
    ["begins at the newest request behind an answer", [ask, step, answer, ask, step], 3],
    ["goes on through what a user says behind results", [ask, step, ask, step], 0],
    ["goes on through it more than once", [ask, answer, ask, step, ask, marked, ask, step], 2],
    ["begins nowhere without a request", [step], -1],
    ["begins nowhere where its request is gone", [step, ask], -1],
    ["begins nowhere in nothing", [], -1],
  ])("%s", (_, messages, expected) => {
    expect(loopStartIndex(createTranscript(...messages).messages)).toBe(expected)
  })

  it("takes twice the steps in a session twice as long", () => {
    expect(stepsToLoop(400)).toBeLessThan(2.2 * stepsToLoop(200))
  })

  it("is not where the latest request is", () => {
    expect(latestUserIndex(createTranscript(ask, step, ask, step).messages)).toBe(2)
  })
})

describe("parts", () => {
  it("are found by message and id", () => {
    const find = placeFinder(createTranscript(ask, assistant(text("a"), text("b"))))
    const part = (message: string, id: string): Part | undefined =>
      find({ message, part: id, field: "text" })?.part
    expect([part("m02", "m02p2"), part("m01", "m02p2"), part("m09", "m09p1")]).toEqual([
      { kind: "text", id: "m02p2", text: "b" },
      undefined,
      undefined,
    ])
  })

  it("are found in twice the steps in a message with twice as many", () => {
    expect(stepsToParts(400)).toBeLessThan(2.2 * stepsToParts(200))
  })

  it("are found by the first of their name", () => {
    const [message] = createTranscript(
      assistant(...Array.from({ length: 40 }, (_, at) => text(`${at}`))),
    ).messages
    const parts = (message?.parts ?? []).map((part) => ({ ...part, id: "same" }))
    const transcript = createTranscript()
    const find = placeFinder({ ...transcript, messages: message ? [{ ...message, parts }] : [] })
    expect(find({ message: "m01", part: "same", field: "text" })?.part).toBe(parts[0])
  })

  it.each<[string, PartDraft, string[]]>([
    ["a text", text("a"), ["text"]],
    ["reasoning", reasoning("a"), ["reasoning"]],
    ["an attachment", media(), ["media"]],
    ["a call", call("bash", {}), ["input", "output"]],
    [
      "a call with attachments",
      call("read", {}, { media: [{ mime: "", name: "", url: "" }] }),
      ["input", "output", "media"],
    ],
    ["anything else", { kind: "other", type: "step-start" }, []],
  ])("have what reaches the model: %s", (_, draft, fields) => {
    const part: Part = { ...draft, id: "p1" }
    expect(fieldsOf(part)).toEqual(fields)
  })
})
