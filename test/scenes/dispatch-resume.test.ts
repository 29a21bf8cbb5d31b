import fs from "node:fs"
import path from "node:path"
import { expect, it } from "vitest"
import { dispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { readLine } from "../../src/session/record-line.ts"
import { dispatchFile } from "../../src/host/dispatch-log.ts"
import type { Reply } from "../host/reply.ts"
import { block, dispatch, implemented, openDispatchScene, promptOf } from "./dispatch-scene.ts"
import type { DispatchScene } from "./dispatch-scene.ts"
import { openSession } from "./serve-session.ts"

const options = {
  dispatch: { roles: { implementer: { agents: ["coder"] }, reviewer: { agents: ["critic"] } } },
}

const recordsOf = ({ host }: DispatchScene, session: string) =>
  fs
    .readFileSync(
      dispatchFile(path.join(host.dataFolder, "opencode-staged-compaction"), session),
      "utf8",
    )
    .trimEnd()
    .split("\n")
    .map((line) => readLine(line, session, dispatchRecord))

const until = async (happened: () => boolean): Promise<void> => {
  while (!happened()) await new Promise((resolve) => setTimeout(resolve, 50))
}

it("a host that is killed between dispatch and result goes on with the right next action", async () => {
  const scene = await openDispatchScene({
    options,
    orchestrator: [
      dispatch({ agent: "coder", prompt: "Task ID: 7\nImplement it." }),
      dispatch({ agent: "critic", prompt: "Task ID: 7\nReview it." }),
      { text: "I see." },
      dispatch({ agent: "critic", prompt: "Task ID: 7\nReview it." }),
    ],
    subAgent: (request) =>
      promptOf(request).startsWith("Role: implementer")
        ? { text: block(implemented("7")) }
        : { hang: true },
  })
  const first = await scene.open()
  void first.say("Have it done.").catch(() => {})
  await until(() => scene.ofChildren().length === 2)
  await first.server.kill()

  const second = await scene.open(first.id)
  await second.say("Go on.")
  const seen = scene.ofParent().at(-1)
  const told = seen?.messages.findLast(({ text }) => text.includes("<dispatches>"))?.text
  expect(told).toContain("- 7: nextAction: dispatch_reviewer")
  expect(told).toContain("Interrupted: reviewer of 7 gave no result")
  expect(told).toContain("Last: The parser handles comments.")
  expect(recordsOf(scene, first.id).map((record) => record?.type)).toEqual([
    "dispatch",
    "dispatch-started",
    "dispatch-result",
    "dispatch",
    "dispatch-started",
    "prompt",
  ])

  // Once it is dispatched again, its result speaks for itself.
  void second.say("Then review it.").catch(() => {})
  await until(() => scene.ofChildren().length === 3)
  expect(scene.model.invalid).toEqual([])
})

it("two hosts that record 200 things of one session at the same time lose none", async () => {
  const each = 100
  const names = (host: string): readonly string[] =>
    Array.from({ length: each }, (_, index) => `${host} ${index}`)
  const plans = (host: string): Reply => ({
    calls: names(host).map((name) => ({
      name: "dispatch",
      input: { action: "plan", count: 3, tasks: [name] },
    })),
  })
  const scene = await openDispatchScene({
    options,
    orchestrator: [{ text: "Yes?" }, plans("one"), plans("two")],
    subAgent: () => ({ text: "Nobody asks me." }),
  })
  const one = await scene.open()
  await one.say("Hello.")
  const other = await scene.open()
  const two = await openSession(other.server, one.id)
  await Promise.all([one.say("Plan it."), two.say("Plan it.")])

  const kept = recordsOf(scene, one.id).flatMap((record) =>
    record?.type === "wave" ? (record.tasks ?? []) : [],
  )
  expect(kept.toSorted()).toEqual([...names("one"), ...names("two")].toSorted())
})
