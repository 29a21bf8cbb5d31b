import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { beforeAll, expect, it } from "vitest"
import { createThrowawayHost } from "../host/throwaway-host.ts"
import type { Around } from "../memory/instance.ts"
import { createMemoryHost } from "../memory/memory-host.ts"
import { compareLanes } from "./compare-lanes.ts"
import { playContract } from "./contract-session.ts"
import { readLanes } from "./read-lanes.ts"
import { recordPlugin } from "./recorder.ts"

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "contract-"))
const source = (relative: string): string => new URL(relative, import.meta.url).href

/** Loaded by the real host from a folder that is no package of its own. */
const recorderFor = (file: string): string => {
  const entry = path.join(folder, "recorder.ts")
  fs.writeFileSync(
    entry,
    [
      `import { recordPlugin } from ${JSON.stringify(fileURLToPath(source("./recorder.ts")))}`,
      `import plugin from ${JSON.stringify(fileURLToPath(source("../../dist/index.js")))}`,
      `export default recordPlugin(plugin, ${JSON.stringify(file)})`,
    ].join("\n"),
  )
  return pathToFileURL(entry).href
}

const onRealHost = async (): Promise<Map<string, readonly string[]>> => {
  const file = path.join(folder, "real.jsonl")
  const url = recorderFor(file)
  const requests = await playContract((options) =>
    createThrowawayHost({ ...options, plugin: { url } }),
  )
  return readLanes(file).set("requests", requests)
}

const inMemory = async (name: string, around?: Around): Promise<Map<string, readonly string[]>> => {
  const file = path.join(folder, `${name}.jsonl`)
  const load = async () => recordPlugin((await import("../../src/index.ts")).default, file)
  const requests = await playContract((options) =>
    createMemoryHost({ ...options, plugin: { load, options: {} }, ...(around && { around }) }),
  )
  return readLanes(file).set("requests", requests)
}

let real: Map<string, readonly string[]>
beforeAll(async () => {
  real = await onRealHost()
})

it("the host in memory calls each hook, answers each call and tells each event as the real one", async () => {
  expect(compareLanes(real, await inMemory("memory"))).toEqual([])
})

/** Changes what happens around one call of a hook. */
const once = (hook: string, change: Around): Around => {
  let isDone = false
  return async (name, run) => {
    if (isDone || name !== hook) return run()
    isDone = true
    await change(name, run)
  }
}

it.each<[string, Around]>([
  ["left out", async () => {}],
  ["doubled", async (_name, run) => (await run(), run())],
])("a hook call that is %s in memory is noticed", async (name, change) => {
  const memory = await inMemory(name, once("experimental.text.complete", change))
  expect(compareLanes(real, memory)).toContainEqual(
    expect.stringMatching(/^hook #1, line \d+: .*experimental\.text\.complete/),
  )
})

it("a hook call that comes later in memory is noticed", async () => {
  let late: (() => Promise<void>) | undefined
  const memory = await inMemory("moved", async (name, run) => {
    if (name === "chat.params" && !late) {
      late = run
      return
    }
    await run()
    if (name === "chat.headers") await late?.()
  })
  expect(compareLanes(real, memory)).toContainEqual(
    expect.stringMatching(/^(?:hook|title) #1, line \d+: chat\.params/),
  )
})
