import fs from "node:fs"
import path from "node:path"
import { expect, it } from "vitest"
import type { JournalRecord } from "../../src/session/events.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import {
  childrenOf,
  eager,
  isOurs,
  longTimeout,
  moduleFiles,
  moduleWork,
  stageCWindow,
} from "./summarizer.ts"
import { say } from "./tool-work.ts"

const modules = 16

interface Waiting {
  readonly scene: Scene
  readonly served: Served
  readonly session: string
  readonly turn: Promise<unknown>
}

/** A session that waits for a summarizer which does not answer. */
const openWaiting = async (): Promise<Waiting> => {
  const scene = await openScene({
    model: { limit: stageCWindow, summary: () => ({ hang: true }) },
    plugin: { summarize: { ...eager, ahead: 1, timeout: longTimeout } },
    host: { files: moduleFiles(modules) },
  })
  const served = await scene.serve()
  const session = await served.createSession()
  scene.play(moduleWork(modules))
  const turn = served.prompt(session, "Check every module").catch(() => undefined)
  await scene.model.waitFor(isOurs)
  return { scene, served, session, turn }
}

const outcomesIn = (journal: readonly JournalRecord[]) =>
  journal.flatMap((record) => (record.type === "summary" ? [record.outcome] : []))

it("a summary ends with the turn that waits for it when its user aborts, and the session goes on", async () => {
  const { scene, served, session, turn } = await openWaiting()
  expect(await childrenOf(served, session)).toHaveLength(1)
  const requests = scene.main(session).length
  await served.client.session.abort({ path: { id: session } })
  await turn
  await expect.poll(() => childrenOf(served, session)).toEqual([])
  await expect.poll(() => outcomesIn(scene.journal(session))).toEqual(["started", "aborted"])
  expect(scene.main(session)).toHaveLength(requests)

  scene.play([say("Here I am.")])
  expect(await served.prompt(session, "Are you there?")).toEqual({ text: "Here I am.", error: "" })
  expect(scene.tooLarge()).toEqual([])
  expect(scene.model.invalid).toEqual([])
})

it("a summarizer's session is left behind when its host is killed, and the next host deletes it", async () => {
  const { scene, session, ...killed } = await openWaiting()
  await killed.served.kill()
  const marks = path.join(scene.folder, "children")
  expect(fs.readdirSync(marks)).toHaveLength(1)
  const served = await scene.serve()
  expect(await childrenOf(served, session)).toHaveLength(1)
  // Somebody else's child, with the mark of a host that still runs.
  const { data: other } = await served.client.session.create({
    body: { parentID: session },
    throwOnError: true,
  })
  const mark = { child: other.id, pid: process.ppid, directory: scene.host.project }
  fs.writeFileSync(path.join(marks, other.id), JSON.stringify(mark))
  scene.play([say("Hello.")])
  await served.prompt(await served.createSession(), "Good morning")
  await expect.poll(() => childrenOf(served, session)).toEqual([other.id])
  await expect.poll(() => fs.readdirSync(marks)).toEqual([other.id])
})
