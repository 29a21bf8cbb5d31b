import { describe, expect, it } from "vitest"
import { chooseVersions } from "./choose-versions.ts"

const published = ["1.17.20", "1.18.10", "1.18.3", "1.18.33", "1.18.4", "1.18.40-beta.1", "1.19.0"]
const choose = (...asked: readonly string[]) => chooseVersions(published, ">=1.18.0", asked)

describe("versions of OpenCode that are tried", () => {
  it("are the oldest and the newest of the supported line, by number", () => {
    expect(choose()).toEqual(["1.18.3", "1.18.33"])
  })

  it("are those that were asked for, each once", () => {
    expect(choose("1.18.10", "1.18.4", "1.18.10")).toEqual(["1.18.10", "1.18.4"])
  })

  it("are one where npm has only one", () => {
    expect(chooseVersions(["1.18.3"], ">=1.18.0", [])).toEqual(["1.18.3"])
  })

  it("start at the least supported one", () => {
    expect(chooseVersions(published, ">=1.18.9", [])).toEqual(["1.18.10", "1.18.33"])
  })

  it.each([
    ["an older line", ["1.17.20"], "1.17.20 is none of 1.18.3, 1.18.4, 1.18.10, 1.18.33"],
    ["a preview", ["1.18.40-beta.1"], "1.18.40-beta.1 is none of"],
  ])("are never of %s", (_, asked, message) => {
    expect(() => choose(...asked)).toThrow(message)
  })

  it("cannot be chosen where npm has none", () => {
    expect(() => chooseVersions(["1.17.20"], ">=1.18.0", [])).toThrow(
      "npm has no OpenCode >=1.18.0",
    )
  })

  it("cannot be chosen from another kind of range", () => {
    expect(() => chooseVersions(published, "^1.18.0", [])).toThrow(
      "Not a range from one version on",
    )
  })
})
