import { expect, it } from "vitest"
import { takePlace } from "../../src/host/host-place.ts"

it("a host has one place for the plugin, which is free again when its copy is disposed of", () => {
  const [host, other] = [{}, {}]
  const leave = takePlace(host)
  expect([takePlace(host), typeof takePlace(other)]).toEqual([undefined, "function"])
  leave?.()
  expect(typeof takePlace(host)).toBe("function")
})
