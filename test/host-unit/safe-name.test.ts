import path from "node:path"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { safeName } from "../../src/host/safe-name.ts"

const odd = [
  ".",
  "..",
  "",
  " ",
  "../a",
  "..\\a",
  "/etc/passwd",
  "a/b",
  "a:b",
  "a\u0000b",
  "a\nb",
  "con",
  "CON",
  "nul",
  "com1",
  "lpt9",
  "ses_1.",
  "ses_1.x",
  "ses_1 ",
  "ses_A",
  "ses_a",
  "SES_A",
  "\uD800",
  "\uD801",
  "e\u0301",
  "\u00E9",
  "x".repeat(300),
  "x".repeat(301),
  `${"../".repeat(100)}etc`,
]

describe("a session's file name", () => {
  it.each(["ses_1", "ses_0a1b2c3d4e5fAbCdEfGhIjKlMn", "ses_child", "a"])(
    "is the id where that is %s",
    (id) => expect(safeName(id)).toBe(id),
  )

  it.each(odd)("of %j stays in its folder, on every system", (id) => {
    const name = safeName(id)
    expect(path.join("/data", `${name}.jsonl`)).toBe(`/data/${name}.jsonl`)
    expect(name).toMatch(/^[\w~-]{1,64}$/)
    expect(name).not.toMatch(/^(?:con|prn|aux|nul|com\d|lpt\d)$/i)
  })

  it("is no other id's, also where capitals make no difference", () => {
    const names = odd.map((id) => safeName(id).toLowerCase())
    expect(new Set(names).size).toBe(odd.length)
  })

  it("is no other id's, whatever the ids are", () => {
    const id = fc.oneof(fc.string({ unit: "binary" }), fc.string(), fc.constantFrom(...odd))
    fc.assert(
      fc.property(id, id, (one, other) => {
        fc.pre(one !== other)
        expect(safeName(one).toLowerCase()).not.toBe(safeName(other).toLowerCase())
      }),
    )
  })
})
