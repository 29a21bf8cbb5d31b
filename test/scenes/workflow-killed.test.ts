import { expect, it } from "vitest"
import { boxesOf, closedIn, closings, manyFiles } from "./many-checkpoints.ts"
import { blockOf, openWorkflowScene, standing, workflow } from "./workflow-scene.ts"

const openIn = (block: string): number => (block.match(/^- \[ \] /gm) ?? []).length

it("a host that is killed in the middle of writes leaves workflows that the next one goes on from", async () => {
  const scene = await openWorkflowScene({ host: { files: manyFiles } })
  let served = await scene.serve()
  const session = await served.createSession()
  await served.command(session, "many", "")
  scene.play([closings(boxesOf([1]))])
  void served.prompt(session, "Close them").catch(() => {})
  await expect
    .poll(async () => closedIn(await served.metadata(session)), { interval: 5 })
    .toBeGreaterThan(2)
  await served.kill()

  served = await scene.serve()
  const kept = closedIn(await served.metadata(session))
  expect(kept).toBeGreaterThan(2)
  scene.play([closings(boxesOf([1])), workflow({ action: "complete" }), { text: "Done." }])
  const started = scene.main(session).length
  await served.prompt(session, "Close them again")
  const [again, closed, complete] = scene.main(session).slice(started)
  expect(again && openIn(blockOf(again))).toBe(25 - kept)
  expect(closed && blockOf(closed)).toContain("Checkpoints closed: 25.")
  expect(complete && blockOf(complete)).toBe("")
  expect(standing(scene.logs())).toEqual([])
})
