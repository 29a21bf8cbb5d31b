import { describe, expect, it } from "vitest"
import { within } from "../../src/host/within.ts"

describe("a call within its time", () => {
  it.each<[string, () => Promise<string>, string | undefined]>([
    ["gives its value", async () => "value", "value"],
    ["gives nothing when it fails", () => Promise.reject(new Error("no")), undefined],
    ["gives nothing when it hangs", () => new Promise(() => {}), undefined],
    [
      "gives nothing when it fails at once",
      () => {
        throw new Error("no")
      },
      undefined,
    ],
  ])("%s", async (_, call, expected) => {
    expect(await within(call, 5)).toBe(expected)
  })
})
