import { beforeEach, describe, expect, it } from "vitest"
import { requestSection } from "../../../src/session/native/request-section.ts"
import { FACT_TITLES } from "../../../src/session/texts.ts"
import { createTestMeter, testCount } from "../../builders/meter.ts"
import { assistant, createTranscript, media, text, user } from "../../builders/transcript.ts"
import type { MessageDraft } from "../../builders/transcript.ts"

let meter = createTestMeter()
beforeEach(() => {
  meter = createTestMeter()
})

const section = (messages: readonly MessageDraft[], tokens = 1_000) =>
  requestSection({ transcript: createTranscript(...messages), meter, tokens })
const linesOf = (messages: readonly MessageDraft[], tokens?: number) =>
  section(messages, tokens).flatMap(({ lines }) => lines)
const long = (name: string): string => `${`${name} is long\n`.repeat(400)}the end of ${name}`

describe("the latest request as a fact", () => {
  it("is what the user said last, text after text", () => {
    const messages = [
      user(text("Old.")),
      user(text(" Fix it.\n"), media(), text("\n"), text("Now.")),
      assistant(text("Yes.")),
    ]
    expect(section(messages)).toEqual([
      {
        title: FACT_TITLES.request,
        lines: [
          { text: "Fix it.", needle: "Fix it." },
          { text: "Now.", needle: "Now." },
        ],
      },
    ])
  })

  it.each<[string, readonly MessageDraft[]]>([
    ["said nothing", [assistant(text("Hello."))]],
    ["sent a picture only", [user(text("Old.")), user(media())]],
  ])("is none where the user %s", (_, messages) => {
    expect(section(messages)).toEqual([])
  })

  it("is whole where it has as many tokens as it may", () => {
    const said = "x".repeat(400)
    expect(linesOf([user(text(said))], 100).map((line) => line.text)).toEqual([said])
    expect(linesOf([user(text(said))], 99)[0]?.text).toMatch(
      /^x+\n\[compacted 1 line here; .*\]\nx+$/,
    )
  })

  it("has head, tail and handle of what is too long, and is known by the whole", () => {
    const said = long("alpha")
    const [line] = linesOf([user(text(said))], 100)
    expect(line?.text).toMatch(
      /^alpha is long\n[^]*\[compacted \d+ lines here; recall [0-9a-f]{8}\][^]*the end of alpha$/,
    )
    expect(line?.needle).toBe(said)
  })

  it("has no more tokens than it may, in however many texts, and most of these", () => {
    const texts = ["alpha", "beta", "gamma"].map((name) => text(long(name)))
    const lines = linesOf([user(text("Do it."), ...texts)], 300)
    const size = lines.reduce((sum, line) => sum + testCount(line.text), 0)
    expect(lines).toHaveLength(4)
    expect(size).toBeLessThanOrEqual(300)
    expect(size).toBeGreaterThan(250)
    expect(lines[0]?.text).toBe("Do it.")
  })
})
