import { expect, it } from "vitest"
import { lowBudget, openScene, smallWindow } from "./open-scene.ts"
import { messageBytes, placeholders, prefixBytes } from "./request-bytes.ts"
import { firstLook, read, say, secondLook, workFiles } from "./tool-work.ts"

it("two host processes that take turns on one session see the same edits", async () => {
  const scene = await openScene({
    model: { limit: smallWindow },
    host: { files: workFiles },
    plugin: lowBudget,
  })
  const one = await scene.serve()
  const two = await scene.serve()
  const session = await one.createSession()
  // A session that nothing is said in has no journal.
  await two.createSession()
  const last = () => scene.main(session).at(-1)
  const firstOfTurn = (turn: string) =>
    scene.main(session).find(({ messages }) => messages.at(-1)?.text === turn)

  scene.play([
    ...firstLook,
    say("First, from one."),
    ...secondLook,
    say("Second, from two."),
    read("a.ts"),
    say("Third, from one."),
    read("notes.md"),
    say("Fourth, from two."),
    say("Fifth, from one."),
  ])
  await one.ask(session, "First turn.")
  await two.ask(session, "Second turn.")
  const pruned = last()
  expect(placeholders(pruned)).toHaveLength(3)
  await one.ask(session, "Third turn.")
  expect(prefixBytes(firstOfTurn("Third turn."), pruned)).toEqual(messageBytes(pruned))
  const third = last()
  await two.ask(session, "Fourth turn.")
  expect(prefixBytes(firstOfTurn("Fourth turn."), third)).toEqual(messageBytes(third))
  const fourth = last()
  await one.ask(session, "Fifth turn.")
  expect(prefixBytes(last(), fourth)).toEqual(messageBytes(fourth))
  expect(placeholders(last())).toEqual(placeholders(pruned))

  // No payload was decided on twice, and no record of one process swallowed one of the other.
  const decided = scene
    .journal(session)
    .filter((line) => line.type === "edit")
    .map(({ message, part, field, source }) => JSON.stringify([message, part, field, source]))
  expect(new Set(decided).size).toBe(decided.length)
  expect(scene.journal(session).filter(({ type }) => type === "request")).toHaveLength(
    scene.main().length,
  )
  expect(scene.journals()).toEqual([session])
  expect(scene.model.invalid).toEqual([])
})
