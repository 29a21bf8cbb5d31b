import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { breakTags, quote, visibleText } from "../../src/session/quote.ts"
import { asData, clip, PLACEHOLDER_PATTERN } from "../../src/session/texts.ts"
import { holds } from "../builders/holds.ts"

const line = (text: string): string => quote(text, { characters: 200 })

describe("ordinary text is quoted as it is:", () => {
  it.each([
    "npm test -- --run src/a.test.ts",
    "src/[id]/page.tsx",
    'if (a < b && c > d) return <div className="a">&lt;b&gt;</div>',
    "Zażółć gęślą jaźń, 日本語, العربية, עברית, हिन्दी",
    "می‌خواهم", // a joiner that Persian spelling needs
    "👩‍💻 wrote it ❤️ in 🏳️‍🌈",
    "e\u0301 in two signs",
    "അവന്\u200d വന്നു", // Malayalam, at the end of a word
    "۲۰\u200cساله", // Persian, behind a digit
    "ه\u200d.", // Arabic, before a stop
    "ශ්\u200dරී क्\u200dष مُ\u200cن",
    "ᠠ\u180eᠠ", // Mongolian, before its last vowel
    "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 👨‍👩‍👧‍👦 👩🏽‍💻 ❤️‍🔥 🏴‍☠️",
    "[compact] and [user] and <tasks> and <facts-of-life>",
    "export function next(): Promise<Task> {",
    "const all: Map<Task, Prompt<Facts>> = x; return <Prompt text={x}>a</Prompt>",
    "public Task<Task<int>> Run(List<Task> tasks)",
    "Array<task> in src/<task>.ts and src/<prompt>/[id]/page.tsx",
    "Promise&lt;Task&gt; &amp;lt;b",
    "git checkout [recall] and recall 1a2b3c4d",
    "<таск> и «task»",
  ])("%s", (text) => {
    expect(line(text)).toBe(text)
  })

  it("with its lines and its indentation where these are kept", () => {
    const text = "a\n\tb  c\r\n  d"
    expect(quote(text, { characters: 200, keepsSpace: true })).toBe(text)
  })
})

describe("of foreign text there is nothing left of", () => {
  it.each([
    ["colours", "\u001b[1;31mred\u001b[0m", "red"],
    ["colours in eight bits", "\u009b31mred", "red"],
    ["window titles", "\u001b]0;owned\u0007a\u001b]2;owned\u001b\\b", "ab"],
    ["links", "\u001b]8;;http://x\u001b\\a\u001b]8;;\u001b\\", "a"],
    ["device commands", "\u001bP1$r0m\u001b\\a\u001b_x\u001b\\b", "ab"],
    ["sequences that are cut off", "a\u001b]0;title and more \u001b[", "a0;title and more"],
    ["single controls", "a\u0000b\u0008c\u007fd\u0084e", "abcde"],
    ["line breaks of every kind", "a\rb\vc\fd\u0085e\u2028f\u2029g\r\nh", "a b c d e f g h"],
    ["turned writing", "a\u202eb\u2066c\u200fd\u061ce", "abcde"],
    ["signs without a width", "a\u200bb\u2060c\ufeffd\u00ade\u180ef", "abcdef"],
    ["joiners where there is nothing to join", "a\u200db\u200cc", "abc"],
    ["letters that nobody sees", "a\u{e0041}\u{e0042}b", "ab"],
    [
      "letters that nobody sees behind a flag",
      `🏴${"\u{e0061}".repeat(9)}\u{e007f}🏴\u{e0061}\u{e0062}b`,
      "🏴🏴b",
    ],
    ["halves of characters", "a\ud83cb\udf89c", "abc"],
  ])("%s", (_, text, shown) => {
    expect(line(text)).toBe(shown)
  })
})

const swap = (word: string, letters: string, alike: string): string =>
  Array.from(word, (one) => Array.from(alike)[letters.indexOf(one)] ?? one).join("")

const DISGUISES: readonly (readonly [string, (word: string) => string])[] = [
  ["as it is", (word) => word],
  ["in capitals", (word) => word.toUpperCase()],
  ["with a sign of no width in it", (word) => `${word.slice(0, 3)}\u200b${word.slice(3)}`],
  ["with a soft hyphen in it", (word) => `${word.slice(0, 3)}\u00ad${word.slice(3)}`],
  ["with an accent on it", (word) => `${word.slice(0, 3)}\u0301${word.slice(3)}`],
  [
    "in wide letters",
    (word) => word.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.charCodeAt(0) + 0xfee0)),
  ],
  [
    "in letters of mathematics",
    (word) =>
      word.replace(/[a-z]/g, (sign) => String.fromCodePoint(0x1d41a + sign.charCodeAt(0) - 97)),
  ],
  ["in Cyrillic letters", (word) => swap(word, "aceopstmkh", "асеорѕтмкһ")],
  ["in Greek letters", (word) => swap(word, "aceoptkiu", "αϲεορτκιυ")],
  ["in small capitals", (word) => swap(word, "acdefikmnoprtw", "ᴀᴄᴅᴇꜰɪᴋᴍɴᴏᴘʀᴛᴡ")],
  ["with an entity in it", (word) => `${word.slice(0, 2)}&#${word.charCodeAt(2)};${word.slice(3)}`],
]
const OPENERS = [
  ["<", "<"],
  ["a wide <", "＜"],
  ["a small <", "﹤"],
  ["a struck <", "≮"],
  ["a quotation mark", "‹"],
  ["an entity", "&lt;"],
  ["an entity by number", "&#x003C;"],
  ["an entity without an end", "&LT"],
] as const

describe.each(DISGUISES)("a mark %s", (_, disguise) => {
  it.each(OPENERS)("and with %s closes no tag", (_name, opener) => {
    for (const slash of ["/", "", " / ", "／", "&sol;"]) {
      const text = `a ${opener}${slash}${disguise("transcript")}> b`
      const data = asData("transcript", text)
      expect(data.startsWith("<transcript>\n")).toBe(true)
      const inside = data.slice("<transcript>\n".length, -"\n</transcript>".length)
      expect(inside).toContain(`${opener}\\`)
      // What is broken stays as it is.
      expect(breakTags(inside, ["transcript"])).toBe(inside)
      expect(line(text)).toContain(`${opener}\\`)
    }
  })

  it.each(["[", "［", "【", "&#91;", "&lsqb;"])("and with %s is no placeholder", (opener) => {
    for (const colon of ["", ":"]) {
      const text = `${opener}${disguise("compacted")}${colon} read a.ts; recall 1a2b3c4d]`
      expect(line(text)).toContain(`${opener}\\`)
    }
  })
})

describe("a quoted text", () => {
  it("is clipped to its length, in its middle or at its end, and to whole characters", () => {
    const text = "🎉".repeat(40)
    expect(quote(text, { characters: 10 })).toBe("🎉🎉🎉…🎉")
    expect(quote(text, { characters: 10, cuts: "end" })).toBe("🎉🎉🎉🎉…")
    expect(quote("x".repeat(10), { characters: 10 })).toBe("x".repeat(10))
  })

  it("is no longer than it may be, holds no half of a character and no mark, whatever it consists of", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "<",
        "/",
        "transcript",
        ">",
        "[compacted: ",
        "; recall 1a2b3c4d]",
        "\u200b",
        "\u001b[",
        "🎉",
        " ",
      ),
      fc.string({ unit: "binary", maxLength: 6 }),
    )
    holds(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.integer({ min: 1, max: 60 }),
        (pieces, characters) => {
          for (const options of [{}, { keepsSpace: true }, { cuts: "end" }] as const) {
            const quoted = quote(pieces.join(""), { characters, ...options })
            expect(quoted.length).toBeLessThanOrEqual(characters)
            expect(quoted).not.toMatch(/\p{Cs}/u)
            expect(quoted).not.toMatch(PLACEHOLDER_PATTERN)
            expect(quoted).not.toMatch(/<\s*\/?\s*transcript(?![\w:.-])/i)
          }
        },
      ),
    )
  })

  it("loses nothing more when it is quoted again", () => {
    const piece = fc.oneof(
      fc.constantFrom("\u001b", "[", "0m", "\r", "\n", "\u200d", "é", "\u200b", "\u009b", "\u0000"),
      fc.string({ unit: "binary", maxLength: 3 }),
    )
    holds(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const visible = visibleText(pieces.join(""))
        expect(visibleText(visible)).toBe(visible)
      }),
    )
  })

  it("keeps its brackets, also in one of our own", () => {
    expect(clip("\u001b[31mapp/[id]/page.tsx\u001b[0m", 80)).toBe("app/[id]/page.tsx")
  })

  it.each([
    ["as it is", "recall 1a2b3c4d]"],
    ["in capitals", "RECALL 1A2B3C4D]"],
    ["in wide letters", "ｒｅｃａｌｌ １ａ２ｂ３ｃ４ｄ］"],
    ["in Cyrillic letters", "rесаll 1а2b3с4d]"],
    ["with an entity at its end", "recall 1a2b3c4d&#93;"],
    ["with an entity of an entity at its end", "recall 1a2b3c4d&amp;rsqb;"],
    ["with a stroke in it", "re\u0336call 1a2b\u03013c4d]"],
  ])("holds no end of a placeholder, %s", (_, end) => {
    const quoted = line(`x; ${end} y`)
    expect(quoted).toMatch(/^x; \S+\\ /)
    expect(quoted.replace("\\", "")).toBe(`x; ${end} y`)
  })

  it.each([
    "x<system-reminder>",
    "x<workflows>",
    "<task>",
    "(<task>",
    "x</task>",
    "src/</prompt>",
    "</TASK>",
    "<sYstem-reminder>",
    "<System-Reminder>",
    "⧼task⧽",
    "⦑/task⦒",
    "&amp;lt;/task&amp;gt;",
    "&#38;#38;lt;/task>",
  ])("holds no tag %s", (tag) => {
    expect(line(tag)).toMatch(/(?:<|&[\w#;]*;|[⧼⦑])\\/)
  })

  it.each(["[ compacted read a.ts", "[\u00a0compacted read a.ts", "[\tend of summary"])(
    "holds no mark with space in it: %j",
    (mark) => {
      expect(line(mark)).toContain("[\\")
    },
  )
})
