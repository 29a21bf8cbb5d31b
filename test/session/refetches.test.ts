import { describe, expect, it } from "vitest"
import type { Edit, Replacement } from "../../src/session/edit.ts"
import { findRefetches } from "../../src/session/refetches.ts"
import { WHOLE_MESSAGE } from "../../src/session/transcript.ts"
import type { Field } from "../../src/session/transcript.ts"
import { countedReads } from "../builders/counted-reads.ts"
import {
  assistant,
  call,
  createTranscript,
  fileLines,
  readOutput,
  text,
  user,
} from "../builders/transcript.ts"
import type { MessageDraft } from "../builders/transcript.ts"

const handle = "3fa9c1d2"
const note: Replacement = { kind: "text", text: `[compacted here; recall ${handle}]` }

/** Decided for the request that m04 answers, unless told otherwise. */
const edit = (part: string, more: Partial<Edit> & { readonly field?: Field } = {}): Edit => {
  const { field = "output", ...rest } = more
  return {
    target: { message: part.slice(0, 3), part, field },
    source: "",
    replacement: note,
    stage: "stage_b_prompt",
    reason: "old-output",
    before: 100,
    after: 10,
    at: "m03",
    ...rest,
  }
}
const fold: Edit = edit("", {
  target: { message: "m02", part: "", field: WHOLE_MESSAGE },
  replacement: { kind: "text", text: `[compacted: read a.ts; recall ${handle}]` },
})

/** A summary that stands at m04 for the step before it as well. */
const summary: Edit = edit("", {
  target: { message: "m04", part: "", field: WHOLE_MESSAGE, also: ["m02"] },
  replacement: { kind: "text", text: `[compacted 2 earlier steps; recall ${handle}]\nShort.` },
  at: "m05",
})

const read = (filePath: string, first = 1, count = 20): MessageDraft =>
  assistant(
    call(
      "read",
      { filePath, ...(first > 1 ? { offset: first } : {}) },
      { output: readOutput(filePath, fileLines("a", count, first), { offset: first }) },
    ),
  )
const run = (command: string, description = "Look"): MessageDraft =>
  assistant(call("bash", { command, description }))
const write = (): MessageDraft => assistant(call("write", { filePath: "a.ts", content: "text" }))
const recall = (input: Record<string, unknown>): MessageDraft => assistant(call("recall", input))

interface Case {
  /** The messages m02 and from m04 on; m01 and m03 are the user's. */
  readonly before: MessageDraft
  readonly after: readonly MessageDraft[]
  readonly edits?: readonly Edit[]
  /** By the part that fetches, what it fetches again. */
  readonly found: Readonly<Record<string, string>>
}

const findIn = ({ before, after, edits = [edit("m02p1")] }: Case, lookedAt?: string) =>
  Object.fromEntries(
    findRefetches({
      transcript: createTranscript(user(text("Go")), before, user(text("Go on")), ...after),
      edits,
      after: lookedAt,
    }).map(({ part, pruned }) => [part, pruned]),
  )

const again: Case = { before: read("a.ts"), after: [read("a.ts")], found: { m04p1: "m02p1" } }

/** Reads of the session's messages for an answer with this many calls. */
const stepsFor = (calls: number): number => {
  const answer = assistant(...Array.from({ length: calls }, () => read("a.ts").parts).flat())
  const old = Array.from({ length: 50 }, () => read("b.ts"))
  const transcript = createTranscript(user(text("Go")), read("a.ts"), ...old, answer)
  const counted = countedReads([...transcript.messages])
  findRefetches({
    transcript: { ...transcript, messages: counted.items },
    edits: [edit("m02p1")],
    after: "m50",
  })
  return counted.reads()
}

describe("what is fetched again", () => {
  it.each<[string, Case]>([
    ["a read", again],
    ["a read whose step was folded", { ...again, edits: [fold], found: { m04p1: "m02" } }],
    ["a read by an absolute path", { ...again, after: [read("/project/a.ts")] }],
    ["some lines of a read", { ...again, after: [read("a.ts", 5, 3)] }],
    [
      "an image",
      { ...again, edits: [edit("m02p1", { field: "media", replacement: { kind: "drop" } })] },
    ],
    [
      "a command, described in other words",
      { before: run("npm test"), after: [run("npm test", "Test")], found: { m04p1: "m02p1" } },
    ],
    ["the first time only", { ...again, after: [read("a.ts"), read("a.ts")] }],
    ["a recall", { ...again, after: [recall({ handle })] }],
    [
      "a recall by the whole placeholder",
      { ...again, after: [recall({ handle: `x; recall ${handle}]` })] },
    ],
    [
      "a recall of a folded step",
      {
        ...again,
        edits: [fold],
        after: [recall({ handle })],
        found: { m04p1: "m02" },
      },
    ],
  ])("%s", (_, given) => {
    expect(findIn(given)).toEqual(given.found)
  })

  const long: Case = { ...again, edits: [summary], after: [read("b.ts"), run("ls")], found: {} }
  it.each<[string, MessageDraft, Readonly<Record<string, string>>]>([
    ["a read of its first step", read("a.ts"), { m06p1: "m02" }],
    ["a read of its last step", read("b.ts"), { m06p1: "m04" }],
    ["a recall of it", recall({ handle }), { m06p1: "m04" }],
    ["nothing that stands behind it", run("ls"), {}],
  ])("out of a summary, %s", (_, newest, found) => {
    expect(findIn({ ...long, after: [...long.after, newest] })).toEqual(found)
  })

  it.each<[string, Omit<Case, "found">]>([
    ["what stands", { ...again, edits: [] }],
    [
      "what is dense",
      { ...again, edits: [edit("m02p1", { replacement: { kind: "dense", version: 1 } })] },
    ],
    ["what was taken out afterwards", { ...again, edits: [edit("m02p1", { at: "m04" })] }],
    ["a call whose input was shortened", { ...again, edits: [edit("m02p1", { field: "input" })] }],
    ["another file", { ...again, after: [read("b.ts")] }],
    ["the next lines of a file", { ...again, after: [read("a.ts", 21)] }],
    ["another command", { before: run("npm test"), after: [run("npm run lint")] }],
    ["a write", { before: write(), after: [write()] }],
    ["an unknown handle", { ...again, after: [recall({ handle: "0badc0de" })] }],
    ["a recall without a handle", { ...again, after: [recall({})] }],
  ])("is not %s", (_, given) => {
    expect(findIn({ ...given, found: {} })).toEqual({})
  })

  it("is not what a call that stands still holds", () => {
    const [first, second] = [run("ls"), run("ls")]
    const before = assistant(...first.parts, ...second.parts)
    expect(findIn({ before, after: [run("ls")], edits: [edit("m02p2")], found: {} })).toEqual({})
  })

  it("is looked for in one walk, however many calls an answer has", () => {
    expect(stepsFor(40)).toBeLessThan(1.5 * stepsFor(10))
  })

  it.each<[string, MessageDraft, number]>([
    ["calls that ask the same", run("ls"), 1],
    ["recalls of what none of many edits shows", recall({ handle: "0badc0de" }), 40],
  ])("is looked for in as many steps as there are %s", (_, asking, factor) => {
    const steps = (count: number): number => {
      const transcript = createTranscript(
        user(text("Go")),
        ...Array.from({ length: count }, () => asking),
      )
      const messages = transcript.messages.map((one, at) => ({ ...one, id: `m${1_000 + at}` }))
      let reads = 0
      const counted: Edit = {
        ...edit("m02p1", { at: "m1000" }),
        get replacement() {
          reads++
          return note
        },
      }
      const countReads = <T extends object>(part: T): T =>
        new Proxy(part, {
          get: (target, key) => {
            reads++
            return Reflect.get(target, key)
          },
        })
      findRefetches({
        transcript: {
          ...transcript,
          messages: messages.map((one) => ({ ...one, parts: one.parts.map(countReads) })),
        },
        edits: Array.from({ length: Math.ceil((count * factor) / 40) }, () => counted),
        after: undefined,
      })
      return reads
    }
    expect(steps(400)).toBeLessThan(4.5 * steps(100))
  })

  it("is found once: behind what was looked at before", () => {
    const given = { ...again, after: [read("a.ts"), recall({ handle })] }
    expect(findIn(given)).toEqual({ m04p1: "m02p1", m05p1: "m02p1" })
    expect(findIn(given, "m04")).toEqual({ m05p1: "m02p1" })
    expect(findIn(given, "m05")).toEqual({})
  })
})
