import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import type { Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene, SceneOptions } from "./open-scene.ts"
import { bashCall, firstLook, listing, say, workFiles } from "./tool-work.ts"

let root: string
beforeEach(() => {
  // One folder for all runs of a test, because requests name the project's path.
  root = fs.mkdtempSync(path.join(os.tmpdir(), "one-root-"))
})
afterEach(() => fs.rmSync(root, { recursive: true, force: true }))

interface Run extends Pick<SceneOptions, "plugin"> {
  readonly environment?: Readonly<Record<string, string>>
}

/** Bodies of all requests as they were sent; title requests run beside the others. */
const bodiesOf = ({ model }: Scene): { main: string[]; title: string[]; summary: string[] } => {
  const bodies = (wanted: string) =>
    model.requests.filter(({ kind }) => kind === wanted).map(({ body }) => JSON.stringify(body))
  return { main: bodies("main"), title: bodies("title"), summary: bodies("summary") }
}

const open = ({ plugin = "none", environment = {} }: Run, replies: readonly Reply[]) =>
  openScene({
    model: { script: replySequence(replies) },
    host: { root, files: workFiles, environment },
    plugin,
  })

const work = async (run: Run) => {
  // The last step takes the session over the plugin's trigger and the host's threshold.
  const parts = ["one", "two", "three", "four"].map((part) => bashCall(listing(250, part)))
  const scene = await open(run, [...firstLook, { calls: parts }])
  await scene.host.run("Review a.ts and b.ts.")
  await scene.host.dispose()
  return bodiesOf(scene)
}

const talk = async (run: Run) => {
  const scene = await open(run, [say("One."), say("Two."), say("Three.")])
  const server = await scene.host.serve()
  const { session } = server.client
  // Without a title, so that the host asks the model for one.
  const { data } = await session.create({ throwOnError: true })
  const request = { path: { id: data.id }, throwOnError: true as const }
  const parts = [{ type: "text" as const, text: "First question." }]
  await session.prompt({ ...request, body: { parts } })
  await scene.model.waitFor(({ kind }) => kind === "title")
  await session.summarize({ ...request, body: { providerID: "scripted", modelID: "scripted" } })
  await server.kill()
  await scene.host.dispose()
  const { title, summary } = bodiesOf(scene)
  return { title, summary }
}

describe("requests of a host with the plugin, beside those of a bare one", () => {
  it("are equal, byte for byte, when it is disabled", async () => {
    const bare = await work({})
    expect(bare.main.length).toBeGreaterThan(firstLook.length)
    expect(await work({})).toEqual(bare)
    expect(await work({ plugin: { enabled: false } })).toEqual(bare)
    const environment = { SPEC_CONTEXT_DISPATCH_COMPACTION_V1: "0" }
    expect(await work({ plugin: {}, environment })).toEqual(bare)
  })

  it("of the host's own agents are equal when there is nothing to shrink, but for facts", async () => {
    const bare = await talk({})
    expect([bare.title.length, bare.summary.length]).toEqual([1, 1])
    const { title, summary } = await talk({ plugin: {} })
    expect(title).toEqual(bare.title)
    const facts = /\\n\\nThese facts were recorded by the host:\\n<facts>[^]*?<\/facts>/
    expect(summary.map((body) => body.replace(facts, ""))).toEqual(bare.summary)
  })
})
