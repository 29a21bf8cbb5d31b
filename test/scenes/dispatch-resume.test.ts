import fs from "node:fs"
import { expect, it } from "vitest"
import { dispatchRecord } from "../../src/dispatch/run/dispatch-record.ts"
import { readLine } from "../../src/session/record-line.ts"
import { dispatchFile } from "../../src/host/dispatch-log.ts"
import type { Reply } from "../host/reply.ts"
import { block, dispatch, implemented, openDispatchScene, promptOf } from "./dispatch-scene.ts"
import type { DispatchScene } from "./dispatch-scene.ts"

const plugin = {
  dispatch: { roles: { implementer: { agents: ["coder"] }, reviewer: { agents: ["critic"] } } },
}

const recordsOf = ({ folder }: DispatchScene, session: string) =>
  fs
    .readFileSync(dispatchFile(folder, session), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => readLine(line, session, dispatchRecord))

/** Waits until sub-agents have asked so often. */
const childRequests = (scene: DispatchScene, count: number) =>
  scene.model.waitFor(() => scene.ofChildren().length === count)

it("a host that is killed between dispatch and result goes on with the right next action", async () => {
  const scene = await openDispatchScene({
    plugin,
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
  const first = await scene.serve()
  const session = await first.createSession()
  const cutOff = first.ask(session, "Have it done.").catch(() => "cut off")
  await childRequests(scene, 2)
  await first.kill()
  expect(await cutOff).toBe("cut off")

  const second = await scene.serve()
  await second.ask(session, "Go on.")
  const seen = scene.ofParent().at(-1)
  const told = seen?.messages.findLast(({ text }) => text.includes("<dispatches>"))?.text
  expect(told).toContain("- 7: nextAction: dispatch_reviewer")
  expect(told).toContain("Interrupted: reviewer of 7 gave no result")
  expect(told).toContain("Last: The parser handles comments.")
  expect(recordsOf(scene, session).map((record) => record?.type)).toEqual([
    "dispatch",
    "dispatch-started",
    "dispatch-result",
    "dispatch",
    "dispatch-started",
    "prompt",
  ])

  // Once it is dispatched again, its result speaks for itself.
  void second.ask(session, "Then review it.").catch(() => {})
  await childRequests(scene, 3)
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
    plugin,
    orchestrator: [{ text: "Yes?" }, plans("one"), plans("two")],
    subAgent: () => ({ text: "Nobody asks me." }),
  })
  const one = await scene.serve()
  const session = await one.createSession()
  await one.ask(session, "Hello.")
  const two = await scene.serve()
  // Either turn goes on for as long as it finds the other's answer under way: they are not awaited.
  for (const host of [one, two]) void host.ask(session, "Plan it.").catch(() => {})

  const kept = () =>
    recordsOf(scene, session).flatMap((record) =>
      record?.type === "wave" ? (record.tasks ?? []) : [],
    )
  await expect.poll(() => kept().toSorted()).toEqual([...names("one"), ...names("two")].toSorted())
})
