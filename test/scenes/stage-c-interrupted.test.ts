import fs from "node:fs"
import path from "node:path"
import { afterEach, expect, it } from "vitest"
import type { JournalRecord } from "../../src/session/events.ts"
import { createPluggedHost } from "./plugged-host.ts"
import type { PluggedHost, ServedHost } from "./plugged-host.ts"
import { eager, isOurs, moduleFiles, moduleWork, stageCWindow } from "./summarizer.ts"

const modules = 16

let plugged: PluggedHost
let served: ServedHost

/** A session that waits for a summarizer which does not answer. */
const openWaiting = async (): Promise<{ session: string; turn: Promise<unknown> }> => {
  plugged = await createPluggedHost({
    model: { limit: stageCWindow, summary: () => ({ hang: true }) },
    options: { summarize: { ...eager, ahead: 1, timeout: 60_000 } },
    host: { files: moduleFiles(modules) },
  })
  served = await plugged.serve()
  const session = await served.createSession()
  plugged.play(moduleWork(modules))
  const turn = served.prompt(session, "Check every module").catch(() => undefined)
  await plugged.model.waitFor(isOurs)
  return { session, turn }
}

afterEach(async () => {
  await served.kill()
  await plugged.close()
})

const childrenOf = async (session: string): Promise<number> =>
  (await served.client.session.children({ path: { id: session } })).data?.length ?? 0
const outcomesIn = (journal: readonly JournalRecord[]) =>
  journal.flatMap((record) => (record.type === "summary" ? [record.outcome] : []))

it("ends with the turn that waits for it when its user aborts, and the session goes on", async () => {
  const { session, turn } = await openWaiting()
  expect(await childrenOf(session)).toBe(1)
  const requests = plugged.mainRequests(session).length
  await served.client.session.abort({ path: { id: session } })
  await turn
  await expect.poll(() => childrenOf(session)).toBe(0)
  expect(outcomesIn(plugged.journal(session))).toEqual(["started", "aborted"])
  expect(plugged.mainRequests(session)).toHaveLength(requests)

  plugged.play([{ text: "Here I am." }])
  expect(await served.prompt(session, "Are you there?")).toEqual({ text: "Here I am.", error: "" })
  expect(plugged.model.requests.filter(({ overLimit }) => overLimit)).toEqual([])
  expect(plugged.model.invalid).toEqual([])
}, 60_000)

it("leaves a child behind when its host is killed, which the next host deletes", async () => {
  const { session } = await openWaiting()
  await served.kill()
  const marks = path.join(plugged.folder, "children")
  expect(fs.readdirSync(marks)).toHaveLength(1)
  served = await plugged.serve()
  expect(await childrenOf(session)).toBe(1)
  // Somebody else's child, and the mark of a host that still runs.
  const { data: other } = await served.client.session.create({ body: { parentID: session } })
  fs.writeFileSync(
    path.join(marks, other?.id ?? ""),
    JSON.stringify({ child: other?.id, pid: process.pid, directory: plugged.host.project }),
  )
  plugged.play([{ text: "Hello." }])
  await served.prompt(await served.createSession(), "Good morning")
  await expect.poll(() => childrenOf(session)).toBe(1)
  const { data: left = [] } = await served.client.session.children({ path: { id: session } })
  expect(left.map(({ id }) => id)).toEqual([other?.id])
  expect(fs.readdirSync(marks)).toEqual([other?.id])
}, 60_000)
