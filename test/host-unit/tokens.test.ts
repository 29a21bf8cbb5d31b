import fs from "node:fs"
import * as fc from "fast-check"
import { countTokens } from "gpt-tokenizer/encoding/o200k_base"
import { beforeAll, describe, expect, it } from "vitest"
import { createTokenCounter } from "../../src/host/tokens.ts"
import { asRecord } from "../../src/session/is-record.ts"
import { recordedMessages } from "../builders/recorded-session.ts"
import { holds } from "../builders/holds.ts"

const counter = createTokenCounter({})
beforeAll(() => counter.ready())

const exact = (text: string): number => countTokens(text, { disallowedSpecial: new Set() })
const source = (name: string): string =>
  fs.readFileSync(new URL(`../../src/${name}`, import.meta.url), "utf8")

const outputs = recordedMessages().flatMap(({ parts }) =>
  parts.flatMap((part) => {
    const { output } = asRecord(asRecord(part)["state"])
    return typeof output === "string" ? [output] : []
  }),
)

describe("the count", () => {
  it.each([
    ["nothing", ""],
    ["words", "The quick brown fox jumps over the lazy dog."],
    ["code", source("session/forecast.ts")],
    ["a schema", source("config.ts")],
    ["other scripts", "漢字と仮名。Привет, мир! مرحبا 👩‍👩‍👧‍👦"],
    ["a rule of dashes", `title\n${"-".repeat(400)}\ntext`],
    ["blank lines", "a\n\n\n\n\n\nb"],
    ["half a character", "a\ud83db\udc69"],
  ])("is that of o200k for %s", (_, text) => {
    expect(counter.count(text)).toBe(exact(text))
  })

  it("is that of o200k for every recorded output", () => {
    expect(outputs.map(counter.count)).toEqual(outputs.map(exact))
  })

  it("is that of o200k for texts without long runs", () => {
    holds(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (text) => {
        expect(counter.count(text)).toBe(exact(text))
      }),
    )
  })

  it.each(["<|endoftext|>", "<|endofprompt|>", "<|im_start|>user<|im_end|>", "<|fim_prefix|>"])(
    "takes %s for text",
    (text) => {
      expect(counter.count(`before ${text} after`)).toBe(exact(`before ${text} after`))
    },
  )

  // The figures show that windows cost little; what matters is that counting comes to an end.
  it.each<[string, string, number]>([
    ["one letter", "a".repeat(1_000_000), 125_024],
    ["spaces", " ".repeat(1_000_000), 7_813],
    ["line breaks", "\n".repeat(1_000_000), 250_000],
    ["punctuation", "!".repeat(1_000_000), 250_000],
    ["padded lines", `x${" ".repeat(999)}\n`.repeat(1_000), 12_000],
    ["base64", Buffer.alloc(750_000, "staged compaction").toString("base64"), 1_000_000],
    ["one character of another script", "漢".repeat(300_000), 1_000_000],
    ["digits", "7".repeat(1_000_000), 400_000],
    ["emoji", "👩‍👧".repeat(100_000), 1_000_000],
  ])("comes to an end for a megabyte of %s", (_, text, most) => {
    const tokens = counter.count(text)
    expect(tokens).toBeGreaterThan(1_000)
    expect(tokens).toBeLessThanOrEqual(most)
  })

  it("is an estimate of a text of megabytes, never too small and at most a tenth too large", () => {
    const text = [...outputs, source("config.ts"), source("host/gate.ts")].join("\n")
    const large = text.repeat(Math.ceil(3_000_000 / text.length))
    const whole = (large.length / text.length) * counter.count(text)
    expect(counter.count(large) / whole).toBeGreaterThan(1)
    expect(counter.count(large) / whole).toBeLessThan(1.1)
  })
})

describe("the estimate of a text of megabytes", () => {
  // Sixteen times the same: plain words first, what takes many tokens behind.
  it("is not deceived by text that is dense at regular places", () => {
    const sparse = "the same plain words again and again ".repeat(2_700).slice(0, 100_000)
    const dense = "}{;:,.#?!-+*/|&%$=~^<>()[]".repeat(4_000).slice(0, 100_000)
    const whole = 16 * (counter.count(sparse) + counter.count(dense))
    expect(counter.count((sparse + dense).repeat(16)) / whole).toBeGreaterThan(1)
  })
})

describe("the counter", () => {
  it("counts by characters where the user says so, without a tokenizer", () => {
    const { count } = createTokenCounter({ charsPerToken: 4 })
    expect(["", "abc", "abcd", "abcde"].map(count)).toEqual([0, 1, 1, 2])
  })

  it.each([
    ["letters", "abcd", 4],
    ["other scripts", "漢字", 6],
    ["half a character", "\ud83d", 3],
  ])("takes each byte of %s for a token until it is loaded", (_, text, bytes) => {
    expect(createTokenCounter({}).count(text)).toBe(bytes)
  })

  it("takes no text for less until it is loaded than when it is", () => {
    holds(
      fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
        expect(createTokenCounter({}).count(text)).toBeGreaterThanOrEqual(counter.count(text))
      }),
    )
  })
})
