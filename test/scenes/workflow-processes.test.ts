import { expect, it } from "vitest"
import type { Reply } from "../host/reply.ts"
import { blockOf, openWorkflowScene, standing, workflow } from "./workflow-scene.ts"

type State = Readonly<Record<string, unknown>>

const lines = Array.from({ length: 25 }, (_, index) => `- Step ${index + 1} must be done in order`)
const manyFiles = { ".opencode/command/many.md": `---\nworkflow: true\n---\n${lines.join("\n")}\n` }

interface Box {
  readonly workflow: string
  readonly checkpoint: string
}

/** Every checkpoint of these invocations. */
const boxesOf = (invocations: readonly number[]): Box[] =>
  invocations.flatMap((invocation) =>
    lines.map((_, index) => ({ workflow: `many-${invocation}`, checkpoint: String(index + 1) })),
  )

/** One answer that closes them all. */
const closings = (boxes: readonly Box[]): Reply => ({
  calls: boxes.map((box) => ({
    name: "workflow",
    input: { action: "checkpoint", ...box, status: "done", text: "done" },
  })),
})

const openIn = (block: string): number => (block.match(/^- \[ \] /gm) ?? []).length

const closedIn = (state: State): number =>
  (JSON.stringify(state["workflows"] ?? []).match(/"status":"done"/g) ?? []).length

it("200 updates of workflows by two hosts at the same time are all kept", async () => {
  const scene = await openWorkflowScene({ host: { files: manyFiles } })
  const first = await scene.serve()
  const session = await first.createSession()
  const boxes = boxesOf([1, 2, 3, 4, 5, 6, 7, 8])
  for (let count = 0; count < 8; count++) await first.command(session, "many", "")
  const second = await scene.serve()
  /** A machine under load refuses updates, and says so. */
  const refused = async (): Promise<Box[]> => {
    const told = (await first.messages(session)).flatMap(({ parts }) =>
      parts.flatMap((part) =>
        part.type === "tool" && part.state.status === "completed" ? [part.state.output] : [],
      ),
    )
    return boxes.filter(
      ({ workflow: id, checkpoint }) =>
        !told.some((text) => text.startsWith(`Checkpoint ${checkpoint} of ${id} is done.`)),
    )
  }
  const closed = async (): Promise<number> => closedIn(await first.metadata(session))

  scene.play([closings(boxes.slice(0, 100)), closings(boxes.slice(100))])
  await Promise.all([first.prompt(session, "Close them"), second.prompt(session, "Close the rest")])
  expect(await closed()).toBeGreaterThanOrEqual(boxes.length - (await refused()).length)
  await expect
    .poll(async () => {
      scene.play((await refused()).map((box) => closings([box])))
      await first.prompt(session, "Close what was refused")
      return closed()
    })
    .toBe(boxes.length)
})

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
