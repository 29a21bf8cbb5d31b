import { describe, expect, it } from "vitest"
import { HOST_OVERFLOW, PromptOverflowError } from "../../src/host/overflow-signals.ts"
import { createGuard } from "../../src/host/guard.ts"
import { createFakeClient } from "../builders/fake-client.ts"

const failing = (error: unknown) => async (): Promise<void> => {
  throw error
}

describe("a guarded hook", () => {
  it("runs with its arguments", async () => {
    const seen: unknown[] = []
    const hook = createGuard(createFakeClient())(
      "hook",
      async (...args: string[]) => void seen.push(args),
    )
    await hook("input", "output")
    expect(seen).toEqual([["input", "output"]])
  })

  it.each([
    ["an error", new Error("disk full"), "Error: disk full"],
    ["a text", "disk full", "disk full"],
    ["nothing", undefined, "undefined"],
    ["what only looks like an overflow", structuredClone(HOST_OVERFLOW), "[object Object]"],
  ])("swallows %s and logs it once", async (_, error, text) => {
    const client = createFakeClient()
    const hook = createGuard(client)("hook", failing(error))
    await hook()
    await hook()
    expect(client.calls).toEqual([
      expect.stringContaining(`log: hook failed, requests pass unchanged: ${text}`),
    ])
  })

  it("logs once for each hook", async () => {
    const client = createFakeClient()
    const guard = createGuard(client)
    await guard("one", failing("a"))()
    await guard("two", failing("b"))()
    expect(client.calls).toHaveLength(2)
  })

  it.each([
    ["a refusal", new PromptOverflowError("over")],
    ["the overflow that makes the host compact", HOST_OVERFLOW],
  ])("lets %s through", async (_, error) => {
    const client = createFakeClient()
    await expect(createGuard(client)("hook", failing(error))()).rejects.toBe(error)
    expect(client.calls).toEqual([])
  })
})
