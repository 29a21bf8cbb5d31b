import { describe, expect, it } from "vitest"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { digest } from "../../src/host/digest.ts"
import { writeWorkflows } from "../../src/workflow/read-workflows.ts"
import { workflow } from "../builders/any-workflow.ts"
import { contentOf, prompted, stepped } from "../builders/host-messages.ts"
import { fileText, planning, readings } from "../builders/planning.ts"

const duplicate = {
  type: "edit",
  message: "m2",
  part: "m2p1",
  field: "output",
  reason: "duplicate-output",
  stage: "stage_a_prune",
  at: "m8",
}

describe("an edit", () => {
  it("is journaled once, with what stands in the place of its source, and is sent", async () => {
    const { send, lines } = planning()
    const sent = await send(readings())
    const text = contentOf(sent)["m2p1"] ?? ""
    expect(text).toMatch(/^\[compacted read alpha\.ts, 200 lines: same output again below; recall/)
    expect(lines("edit")).toEqual([
      {
        ...duplicate,
        source: digest(fileText("alpha")),
        text,
        before: Math.ceil(fileText("alpha").length / 4),
        after: Math.ceil(text.length / 4),
      },
    ])
    const again = await send([...readings(), prompted("m9", "On")])
    expect(lines("edit")).toHaveLength(1)
    expect(again.slice(0, 8)).toEqual(sent)
  })

  it("is not made under the trigger, and nothing is journaled or told", async () => {
    const { send, lines, runtime } = planning({ options: {} })
    expect(await send(readings())).toEqual(readings())
    expect([lines("edit"), runtime.client.calls]).toEqual([[], []])
    await runtime.state.written()
    expect(runtime.client.metadataOf.size).toBe(0)
  })
})

const read = (text: string) =>
  stepped("m2", { input: { filePath: "/project/alpha.ts" }, output: text })

describe("an edit that does not hold any more", () => {
  it.each<[string, string, ReturnType<typeof readings>]>([
    ["changed", "m8", [prompted("m1", "Go"), read("Other."), ...readings().slice(2)]],
    ["absent", "m8", [prompted("m1", "Go"), ...readings().slice(2)]],
  ])("is journaled as %s, once", async (cause, at, messages) => {
    const { send, lines } = planning()
    await send(readings())
    await send(messages)
    const { message, part, field } = duplicate
    const line = { type: "void", cause, message, part, field, decided: "m8", at }
    expect(lines("void")).toEqual([line])
    await send([...messages, prompted("m9", "On")])
    expect(lines("void")).toEqual([line])
  })
})

describe("a message whose request was refused", () => {
  const long = Array.from({ length: 900 }, (_, index) => `Wish ${index} of many`).join("\n")
  const messages = [
    prompted("m1", "Go"),
    stepped("m2", { text: "Gone." }),
    prompted("m3", long),
    prompted("m4", "Rather this"),
  ]

  it("stands as a digest in all later requests", async () => {
    const { send, lines, session } = planning({ options: {} })
    session.journal.append([
      { type: "dispatch_prompt_overflow_terminal", message: "m3", forecast: 9, limit: 1 },
    ])
    const sent = await send(messages)
    expect(lines("edit")).toEqual([
      expect.objectContaining({ message: "m3", part: "m3p1", field: "text", at: "m4" }),
    ])
    expect((contentOf(sent)["m3p1"] ?? "").length).toBeLessThan(long.length)
    expect(contentOf(await send([...messages, stepped("m5", { text: "Done." })]))["m3p1"]).toBe(
      contentOf(sent)["m3p1"],
    )
    expect(lines("edit")).toHaveLength(1)
  })

  it("stands whole where none was refused", async () => {
    const { send } = planning({ options: {} })
    expect(await send(messages)).toEqual(messages)
  })
})

describe("the insert", () => {
  const active = {
    [METADATA_KEY]: writeWorkflows({ version: 1, session: "ses_1" }, [workflow()], digest),
  }
  const open = () => {
    const scene = planning({ options: {} })
    scene.runtime.client.metadataOf.set("ses_1", active)
    return scene
  }

  it("is journaled once, and spliced into the messages where it was placed", async () => {
    const { send, lines } = open()
    const [go, gone] = [prompted("m1", "Go"), stepped("m2", { text: "Gone." })]
    const sent = await send([go, gone])
    expect(sent.map(({ info }) => [info.id, info.role])).toEqual([
      ["m1", "user"],
      ["m2", "assistant"],
      ["m2-insert", "user"],
    ])
    const text = contentOf(sent)["m2-insert-part"] ?? ""
    expect(text).toMatch(/^<workflows>[^]*Never push to main\.[^]*<\/workflows>$/)
    const line = { type: "insert", after: "m2", text, tokens: Math.ceil(text.length / 4) + 4 }
    expect(lines("insert")).toEqual([line])
    const later = await send([go, gone, prompted("m3", "On")])
    expect(later.map(({ info }) => info.id)).toEqual(["m1", "m2", "m2-insert", "m3"])
    expect(contentOf(later)).toEqual({ ...contentOf(sent), m3p1: "On" })
    expect(lines("insert")).toEqual([line])
  })

  it("is counted in the forecast", async () => {
    const [without, with_] = [planning({ options: {} }), open()]
    await without.send(readings())
    await with_.send(readings())
    const tokensOf = ({ session }: typeof without): number =>
      session.planned?.plan.draft.forecast.tokens ?? 0
    const added = with_.counted() - without.counted()
    expect(added).toBeGreaterThan(50)
    expect(tokensOf(with_) - tokensOf(without)).toBeGreaterThanOrEqual(added)
  })

  it("stays where it is while the host does not answer, in a process that has not seen it either", async () => {
    const first = open()
    const messages = [prompted("m1", "Go"), stepped("m2", { text: "Gone." })]
    const sent = await first.send(messages)
    const second = planning({ options: {}, client: { metadata: async () => undefined } })
    second.session.journal.append(
      first.session.journal.refresh().inserts.map((insert) => ({ type: "insert", ...insert })),
    )
    expect(await second.send(messages)).toEqual(sent)
    expect(second.lines("insert")).toHaveLength(1)
  })
})
