import fs from "node:fs"
import { expect, it } from "vitest"
import { optionLeaves } from "../../src/config.ts"
import { configurationPage } from "./configuration-page.ts"

const readPage = (name: string): string =>
  fs.readFileSync(new URL(`../../${name}`, import.meta.url), "utf8")

it("docs/configuration.md is what `npm run docs` writes", () => {
  expect(readPage("docs/configuration.md")).toBe(configurationPage())
})

it("every option says what it means", () => {
  const silent = optionLeaves().filter(({ schema }) => schema.description === undefined)
  expect(silent.map(({ path }) => path)).toEqual([])
})
