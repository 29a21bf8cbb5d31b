import * as fc from "fast-check"
import { countTokens } from "gpt-tokenizer/encoding/o200k_base"
import { describe, expect, it } from "vitest"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { unplannedSize } from "../../src/host/unplanned-size.ts"
import { createMeter } from "../../src/session/meter.ts"
import { digest } from "../../src/host/digest.ts"
import { holds } from "../builders/holds.ts"
import { prompted, stepped } from "../builders/host-messages.ts"
import { createTestRuntime } from "../builders/runtime.ts"

const large = 3_000
const scripts = {
  chinese: "上下文压缩必须保留所有绑定的约束和未完成的任务。",
  emoji: "👩‍👩‍👧‍👦🏳️‍🌈🧑🏽‍🚀",
  thai: "ข้อความนี้ยาวมาก",
  digits: "8127398127391827",
  brackets: "}{;:,.#?!-+*/|&%$",
  words: "plain words of a prompt ",
}
const textOf = (script: string): string => script.repeat(Math.ceil(large / countTokens(script)) * 2)

/** A runtime whose tokenizer is there, or never is. */
const runtimeWith = async (isLoaded: boolean) => {
  const runtime = createTestRuntime({})
  const counter = createTokenCounter({})
  if (isLoaded) await counter.ready()
  return { ...runtime, meter: createMeter({ count: counter.count, digest }) }
}

const circular: Record<string, unknown> = { text: "round" }
circular["self"] = circular
const tool = (state: unknown) => ({ id: "p", type: "tool", tool: "read", callID: "c", state })
const message = (parts: unknown, role: unknown = "user") => ({
  info: { id: "m1", sessionID: "ses_1", role },
  parts,
})
const long = (text: string) => ({ id: "p", type: "text", text })

describe("messages that were not planned", () => {
  it.each(
    Object.entries(scripts).flatMap(([name, script]) =>
      [true, false].map((isLoaded) => [name, isLoaded, textOf(script)] as const),
    ),
  )("have at least the tokens of their %s, the tokenizer loaded: %s", async (_, isLoaded, text) => {
    const runtime = await runtimeWith(isLoaded)
    expect(unplannedSize(runtime, [prompted("m1", text)])).toBeGreaterThan(large)
  })

  const text = textOf(scripts.chinese)
  it.each<[string, unknown]>([
    ["without a user message", [message([long(text)], "assistant")]],
    ["of a role that nobody knows", [message([long(text)], "oracle")]],
    ["without a role", [message([long(text)], undefined)]],
    ["whose text is a list", [message([{ id: "p", type: "text", text: [text] }])]],
    ["whose output is an object", [message([tool({ status: "completed", output: { text } })])]],
    ["whose output is a list", [message([tool({ status: "completed", output: [text] })])]],
    ["whose input is a text", [message([tool({ status: "running", input: text })])]],
    ["whose input is a list", [message([tool({ status: "completed", input: [text] })])]],
    ["whose error is an object", [message([tool({ status: "error", error: { text } })])]],
    ["whose reasoning is an object", [message([{ type: "reasoning", text: { text } }])]],
    ["whose parts are no list", [message({ text })]],
    ["without a description", [{ parts: [long(text)] }]],
    ["that are a text", [text]],
    ["that are no list", { text }],
    ["that hold themselves", [message({ ...circular, text })]],
    [
      "with a file that is text",
      [
        message([
          {
            type: "file",
            mime: "text/csv",
            url: `data:text/csv;base64,${Buffer.from("a,b,c\n".repeat(4_000)).toString("base64")}`,
          },
        ]),
      ],
    ],
    ["beside messages that are fine", [prompted("m1", "Go"), null, message([long(text)])]],
  ])("have a size: %s", async (_, messages) => {
    expect(unplannedSize(await runtimeWith(true), messages)).toBeGreaterThan(large)
  })

  it("are without end where they cannot be looked through", async () => {
    const broken = {
      get parts(): never {
        throw new Error("broken")
      },
    }
    expect(unplannedSize(await runtimeWith(true), [broken])).toBe(Infinity)
  })

  it("are without end, or have a token for each bracket, where they are very deep", async () => {
    const deep = JSON.parse(`${"[".repeat(20_000)}${"]".repeat(20_000)}`)
    expect(unplannedSize(await runtimeWith(true), [deep])).toBeGreaterThanOrEqual(40_000)
  })

  it("are small where they are, with the tokenizer or without", async () => {
    const messages = [prompted("m1", "Mend the test."), stepped("m2", { text: "Mended." })]
    const sizes = [true, false].map(async (isLoaded) =>
      unplannedSize(await runtimeWith(isLoaded), messages),
    )
    for (const size of await Promise.all(sizes)) expect(size).toBeLessThan(60)
  })

  it("have a size whatever they are", async () => {
    const runtime = await runtimeWith(false)
    holds(
      fc.property(fc.anything({ withBigInt: true, maxDepth: 5 }), fc.string(), (any, said) => {
        const texts = [{ type: "text", text: said }, { type: "text", text: any }, any]
        const size = unplannedSize(runtime, [any, message(texts), message(any)])
        expect(size).toBeGreaterThanOrEqual(Buffer.byteLength(said))
      }),
    )
  })
})
