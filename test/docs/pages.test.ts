import fs from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import { REASON_CODES } from "../../src/session/edit.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))
const read = (name: string): string => fs.readFileSync(path.join(root, name), "utf8")
const decisions = fs
  .readdirSync(path.join(root, "docs/decisions"))
  .filter((name) => /^\d/.test(name))
const pages = [
  "README.md",
  "CHANGELOG.md",
  "docs/configuration.md",
  "docs/how-it-works.md",
  "docs/replay.md",
  "docs/decisions/README.md",
  ...decisions.map((name) => `docs/decisions/${name}`),
]

const WIDTH = 120

describe.each(pages)("%s", (page) => {
  it(`has no line above ${WIDTH} characters`, () => {
    const long = read(page)
      .split("\n")
      .filter((line) => line.length > WIDTH)
    expect(long).toEqual([])
  })

  it("links to files that exist", () => {
    const targets = Array.from(
      read(page).matchAll(/\](?:\(|: )([^)#\s]+)/g),
      ([, target = ""]) => target,
    )
    const missing = targets
      .filter((target) => !target.startsWith("https:"))
      .filter((target) => !fs.existsSync(path.join(root, path.dirname(page), target)))
    expect(missing).toEqual([])
  })
})

it("docs/how-it-works.md has every reason code, and names files that exist", () => {
  const page = read("docs/how-it-works.md")
  expect(REASON_CODES.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
  const files = Array.from(
    page.matchAll(/\b(?:session|host|workflow|dispatch)(?:\/[\w-]+)+\.ts\b/g),
    ([name]) => name,
  )
  expect(files.filter((name) => !fs.existsSync(path.join(root, "src", name)))).toEqual([])
})

it("docs/decisions/README.md lists every decision", () => {
  const index = read("docs/decisions/README.md")
  expect(decisions.filter((name) => !index.includes(`]: ${name}\n`))).toEqual([])
})
