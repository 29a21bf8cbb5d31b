import { expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import { lowBudget, openScene } from "./open-scene.ts"
import { messageBytes, placeholders, prefixBytes } from "./request-bytes.ts"
import { openSession, serveSession } from "./serve-session.ts"
import { firstLook, read, say, secondLook, workFiles } from "./tool-work.ts"

it("two host processes that take turns on one session see the same edits", async () => {
  const scene = await openScene({
    model: {
      script: replySequence([
        ...firstLook,
        say("First, from one."),
        ...secondLook,
        say("Second, from two."),
        read("a.ts"),
        say("Third, from one."),
        read("notes.md"),
        say("Fourth, from two."),
        say("Fifth, from one."),
      ]),
    },
    host: { files: workFiles },
    plugin: lowBudget,
  })
  const { model, main, journal, journals } = scene
  const one = await serveSession(scene)
  const other = await serveSession(scene)
  const two = await openSession(other.server, one.id)
  const last = () => main(one.id).at(-1)
  const firstOfTurn = (turn: string) =>
    main(one.id).find(({ messages }) => messages.at(-1)?.text === turn)

  await one.say("First turn.")
  await two.say("Second turn.")
  const pruned = last()
  expect(placeholders(pruned)).toHaveLength(3)
  await one.say("Third turn.")
  expect(prefixBytes(firstOfTurn("Third turn."), pruned)).toEqual(messageBytes(pruned))
  const third = last()
  await two.say("Fourth turn.")
  expect(prefixBytes(firstOfTurn("Fourth turn."), third)).toEqual(messageBytes(third))
  const fourth = last()
  await one.say("Fifth turn.")
  expect(prefixBytes(last(), fourth)).toEqual(messageBytes(fourth))
  expect(placeholders(last())).toEqual(placeholders(pruned))

  // No payload was decided on twice, and no record of one process swallowed one of the other.
  const decided = journal(one.id)
    .filter(({ type }) => type === "edit")
    .map(({ message, part, field, source }) => JSON.stringify([message, part, field, source]))
  expect(new Set(decided).size).toBe(decided.length)
  expect(journal(one.id).filter(({ type }) => type === "request")).toHaveLength(main().length)
  expect(journals()).toEqual([one.id])
  expect(model.invalid).toEqual([])
})
