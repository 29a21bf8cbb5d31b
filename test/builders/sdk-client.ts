import type { PluginInput } from "@opencode-ai/plugin"
import { createHostClient } from "../../src/host/host-client.ts"
import type { HostClient } from "../../src/host/host-client.ts"

/** Our interface over a host of which no more than these calls is there. */
export const hostClientOver = (calls: object): HostClient =>
  // oxlint-disable-next-line no-unsafe-type-assertion -- each test gives the calls that it makes
  createHostClient(calls as PluginInput["client"])

/** How a call can come to nothing: refused, thrown, answered with nothing or with something else. */
export const NO_ANSWERS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["is refused", async () => ({ error: { name: "UnknownError" }, response: { status: 500 } })],
  ["fails", async () => Promise.reject(new Error("offline"))],
  ["is answered with nothing", async () => ({ data: undefined })],
  ["is answered with an empty body", async () => ({ data: {} })],
  ["is answered with a text", async () => ({ data: "<html>" })],
]
