import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { describe, expect, it, onTestFinished } from "vitest"
import type { Reply } from "../host/reply.ts"
import { openScene, smallWindow } from "./open-scene.ts"
import type { Scene, SceneOptions } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { bashCall, firstLook, listing, say, workFiles } from "./tool-work.ts"

interface Run extends Pick<SceneOptions, "plugin"> {
  /** One folder for all runs of a test, because requests name the project's path. */
  readonly root: string
  readonly environment?: Readonly<Record<string, string>>
}

const oneRoot = (): string => {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "one-root-"))
  onTestFinished(() => fs.rmSync(root, { recursive: true, force: true }))
  return root
}

/** Bodies of all requests as they were sent; title requests run beside the others. */
const bodiesOf = ({ model }: Scene): { main: string[]; title: string[]; summary: string[] } => {
  const bodies = (wanted: string) =>
    model.requests.filter(({ kind }) => kind === wanted).map(({ body }) => JSON.stringify(body))
  return { main: bodies("main"), title: bodies("title"), summary: bodies("summary") }
}

/** What a host sends in one session, which has no title, so that it asks the model for one. */
const requestsOf = async (
  { plugin = "none", root, environment = {} }: Run,
  replies: readonly Reply[],
  drive: (served: Served, session: string) => Promise<void>,
) => {
  const scene = await openScene({
    model: { limit: smallWindow },
    host: { root, files: workFiles, environment },
    plugin,
  })
  scene.play(replies)
  const served = await scene.serve()
  const { data } = await served.client.session.create({ throwOnError: true })
  await drive(served, data.id)
  await scene.model.waitFor(({ kind }) => kind === "title")
  await scene.close()
  return bodiesOf(scene)
}

const work = (run: Run) => {
  // The last step takes the session over the plugin's trigger and the host's threshold.
  const parts = ["one", "two", "three", "four"].map((part) => bashCall(listing(250, part)))
  return requestsOf(run, [...firstLook, { calls: parts }], async (served, session) => {
    await served.prompt(session, "Review a.ts and b.ts.")
  })
}

const talk = async (run: Run) => {
  const replies = [say("One."), say("Two."), say("Three.")]
  const { title, summary } = await requestsOf(run, replies, async (served, session) => {
    await served.ask(session, "First question.")
    await served.compact(session)
  })
  return { title, summary }
}

describe("requests of a host with the plugin, beside those of a bare one", () => {
  it("are equal, byte for byte, when it is disabled", async () => {
    const root = oneRoot()
    const bare = await work({ root })
    expect(bare.main.length).toBeGreaterThan(firstLook.length)
    expect(await work({ root })).toEqual(bare)
    expect(await work({ root, plugin: { enabled: false } })).toEqual(bare)
    const environment = { SPEC_CONTEXT_DISPATCH_COMPACTION_V1: "0" }
    expect(await work({ root, plugin: {}, environment })).toEqual(bare)
  })

  it("of the host's own agents are equal when there is nothing to shrink, but for facts", async () => {
    const root = oneRoot()
    const bare = await talk({ root })
    expect([bare.title.length, bare.summary.length]).toEqual([1, 1])
    const { title, summary } = await talk({ root, plugin: {} })
    expect(title).toEqual(bare.title)
    const facts = /\\n\\nThese facts were recorded by the host:\\n<facts>[^]*?<\/facts>/
    expect(summary.map((body) => body.replace(facts, ""))).toEqual(bare.summary)
  })
})
