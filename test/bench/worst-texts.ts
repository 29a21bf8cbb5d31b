import { createRandom } from "./random.ts"

const megabyte = 1_000_000
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
const base64 = `${letters}0123456789+/`

const random = createRandom(11)
const repeat = (piece: string): string =>
  piece.repeat(Math.ceil(megabyte / piece.length)).slice(0, megabyte)
const fill = (character: () => string): string =>
  Array.from({ length: megabyte }, character).join("")
const oneOf = (alphabet: string) => () => alphabet.charAt(Math.floor(random() * alphabet.length))

/** Texts on which byte pair encoding or a careless pattern is slowest, 1 MB each. */
export const worstTexts: Readonly<Record<string, () => string>> = {
  "one letter": () => repeat("a"),
  spaces: () => `${repeat(" ")}x`,
  "padded lines": () => repeat(`${"x".padEnd(199)}\n`),
  base64: () => fill(oneOf(base64)),
  "random letters": () => fill(oneOf(letters)),
  CJK: () => fill(() => String.fromCharCode(0x4e00 + Math.floor(random() * 0x51_00))),
  "carriage returns": () => `${repeat("\r")}x`,
  "line breaks": () => repeat("\n"),
  punctuation: () => repeat("=-"),
}
