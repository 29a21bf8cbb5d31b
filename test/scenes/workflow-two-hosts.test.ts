import { expect, it } from "vitest"
import { boxesOf, closedIn, closings, manyFiles } from "./many-checkpoints.ts"
import type { Box } from "./many-checkpoints.ts"
import { openWorkflowScene } from "./workflow-scene.ts"

it("200 updates of workflows by two hosts at the same time are all kept", async () => {
  const scene = await openWorkflowScene({ host: { files: manyFiles } })
  const first = await scene.serve()
  const session = await first.createSession()
  const boxes = boxesOf([1, 2, 3, 4, 5, 6, 7, 8])
  for (let count = 0; count < 8; count++) await first.command(session, "many", "")
  const second = await scene.serve()
  const answered = async (): Promise<number> =>
    (await first.messages(session))
      .flatMap(({ parts }) => parts)
      .filter((part) => part.type === "tool" && /completed|error/.test(part.state.status)).length
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
  const turns = [first.prompt(session, "Close them"), second.prompt(session, "Close the rest")]
  await expect.poll(answered).toBe(boxes.length)
  // Either turn goes on for as long as it finds the other's answer under way.
  for (const { client } of [first, second]) await client.session.abort({ path: { id: session } })
  await Promise.all(turns)
  expect((await refused()).length).toBeLessThan(boxes.length / 2)
  expect(await closed()).toBeGreaterThanOrEqual(boxes.length - (await refused()).length)
  await expect
    .poll(async () => {
      scene.play((await refused()).map((box) => closings([box])))
      await first.prompt(session, "Close what was refused")
      return closed()
    })
    .toBe(boxes.length)
})
