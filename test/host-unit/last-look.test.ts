import { describe, expect, it } from "vitest"
import { lookAgain, noteSending, othersBehind } from "../../src/host/last-look.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import { createMeter } from "../../src/session/meter.ts"
import { OVERFLOW_TERMINAL } from "../../src/session/texts.ts"
import { gating } from "../builders/gating.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { readings } from "../builders/planning.ts"

const refused = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_TERMINAL })
const word = (tokens: number): string => "word".repeat(tokens)

const outputOf = (messages: HostMessages, id: string) => {
  const part = messages
    .find(({ info }) => info.id === id)
    ?.parts.find(({ type }) => type === "tool")
  if (part?.type !== "tool" || part.state.status !== "completed") throw new Error(`No output ${id}`)
  return part.state
}

describe("what other plugins do behind ours", () => {
  it.each<[string, (messages: HostMessages) => void, number]>([
    ["is nothing where nobody does anything", () => {}, 0],
    ["is what they add", (messages) => messages.push(prompted("m9", word(30))), 34],
    ["is what they take away", (messages) => messages.splice(0, 1), -5],
    [
      "is the difference of what they put in its place",
      (messages) => void (outputOf(messages, "m2").output = word(7)),
      7 - 500,
    ],
    [
      "is seen in inputs too",
      (messages) => void (outputOf(messages, "m2").input["filePath"] = word(50)),
      50 - 5,
    ],
    [
      "is nothing where the order alone is another",
      (messages) => messages.push(...messages.splice(0, 1)),
      0,
    ],
    [
      "is nothing where they add what cannot be sent",
      (messages) => void Reflect.set(messages, 2, null),
      0,
    ],
  ])("%s", (_, change, expected) => {
    const { session, runtime } = gating()
    const messages = [
      prompted("m1", "Go"),
      stepped("m2", { input: { filePath: word(5) }, output: word(500) }),
    ]
    noteSending(session, messages)
    change(messages)
    expect(othersBehind(session, runtime.meter)).toBe(expected)
  })

  it("is in the last forecast and the journal, and expected of the next request", async () => {
    const { send, ask, session, lines, gather, counted } = gating()
    const sent = await send(readings())
    noteSending(session, sent)
    const { factor = Number.NaN } = session.planned?.plan.draft.forecast ?? {}
    sent.push(prompted("m9", word(300)))
    expect(ask()).toBe("passed")
    const [request] = lines("request")
    expect(request).toMatchObject({
      others: 304,
      forecast: Math.ceil(factor * 1.01 * (counted() + 1_250 + 304)),
    })
    const answered = [...readings(), stepped("m90", { text: "Yes.", used: 5_000 })]
    expect((await gather(answered)).first.others).toBe(304)
    session.others = -20
    expect((await gather(answered)).first.others).toBe(-20)
    expect((await gather(readings())).first.others).toBe(0)
  })

  it("is counted once, however often the same outputs are hidden", () => {
    const { session } = gating()
    let counted = 0
    const count = (text: string): number => {
      counted += text.length
      return text.length
    }
    const meter = createMeter({ count, digest: (text) => text })
    const rounds = [1, 2, 3].map(() => {
      counted = 0
      const messages = [prompted("m1", "Go"), stepped("m2", { output: word(500) })]
      noteSending(session, messages)
      outputOf(messages, "m2").output = "[gone]"
      othersBehind(session, meter)
      return counted > 0
    })
    expect(rounds).toEqual([true, false, false])
  })

  it("stops a request that it makes too large, and lets one pass that it makes small enough", async () => {
    const { send, ask, session } = gating({ options: { auto: false } })
    const large = [...readings(), prompted("m9", word(8_000))]
    noteSending(session, await send(large))
    expect(ask()).toEqual(refused)
    const cut = await send(large)
    noteSending(session, cut)
    cut.pop()
    expect(ask()).toBe("passed")
    cut.push(prompted("m9", word(8_000)))
    expect(ask()).toEqual(refused)
  })

  it("stops the host's compaction that it makes too large", async () => {
    const { ask, session } = gating()
    const head = [prompted("m1", "Go")]
    Object.assign(session, { compacting: true, headTokens: 4_000 })
    noteSending(session, head)
    expect(ask("compaction")).toBe("passed")
    head.push(prompted("m9", word(4_000)))
    expect(ask("compaction")).toEqual(refused)
  })

  it("is counted with messages that were not planned", () => {
    const { runtime, session } = gating()
    const messages = [prompted("m1", "Go")]
    session.unplanned = 5
    session.sending = { messages, left: undefined }
    messages.push(prompted("m9", word(1_000)))
    lookAgain(runtime, session)
    expect(session.unplanned).toBeGreaterThan(1_000)
  })

  it("is counted with the system text, and known where a refusal quotes it", () => {
    const { runtime, session } = gating()
    const system = ["You are."]
    Object.assign(session, { systems: [{ system, text: "You are." }], systemSizes: [2] })
    lookAgain(runtime, session)
    expect([session.systemSizes, session.around]).toEqual([[2], []])
    system.push(word(90))
    lookAgain(runtime, session)
    lookAgain(runtime, session)
    expect([session.systemSizes, session.around]).toEqual([[93], [system.join("\n")]])
  })
})
