import { expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import type { Script } from "../host/reply.ts"
import { lowBudget, openScene, smallWindow } from "./open-scene.ts"
import { allText, messageBytes, placeholders, prefixBytes } from "./request-bytes.ts"
import { firstLook, read, say, secondLook, sourceLines, workFiles } from "./tool-work.ts"

it("a fork keeps the edits of its origin, and neither touches the other", async () => {
  const origin = replySequence([...firstLook, say("First."), ...secondLook, say("Second.")])
  let originID: string | undefined
  const forks = new Map<string, Script>()
  const scene = await openScene({
    model: {
      limit: smallWindow,
      script: (request) => {
        const { sessionID = "" } = request
        originID ??= sessionID
        if (sessionID === originID) return origin(request)
        const known = forks.get(sessionID) ?? replySequence([read("c.ts"), say("In the fork.")])
        forks.set(sessionID, known)
        return known(request)
      },
    },
    host: { files: { ...workFiles, "c.ts": sourceLines("c", 10) } },
    plugin: lowBudget,
  })
  const served = await scene.serve()
  const session = await served.createSession()
  const edits = (id: string) => scene.journal(id).filter(({ type }) => type === "edit")
  const lastOf = (id: string) => scene.main(id).at(-1)

  await served.ask(session, "First question.")
  const beforeSecond = lastOf(session)
  const second = await served.ask(session, "Second question.")
  const pruned = lastOf(session)
  const third = await served.ask(session, "Third question.")
  const originJournal = scene.journal(session)
  const originLast = lastOf(session)
  expect(placeholders(originLast)).toHaveLength(3)

  const whole = await served.fork(session)
  await served.ask(whole, "Another third question.")
  const [wholeFirst] = scene.main(whole)
  expect(prefixBytes(wholeFirst, originLast)).toEqual(messageBytes(originLast))
  expect(edits(whole)).toHaveLength(edits(session).length + 1)

  const atThird = await served.fork(session, third)
  await served.ask(atThird, "Instead of the third question.")
  const [thirdFirst] = scene.main(atThird)
  expect(prefixBytes(thirdFirst, pruned)).toEqual(messageBytes(pruned))
  expect(allText(thirdFirst)).not.toContain("Third")

  // What the edits say to stand "below" is not in this fork.
  const atSecond = await served.fork(session, second)
  await served.ask(atSecond, "Instead of the second question.")
  const [secondFirst] = scene.main(atSecond)
  expect(prefixBytes(secondFirst, beforeSecond)).toEqual(messageBytes(beforeSecond))
  expect(placeholders(secondFirst)).toEqual([])

  const again = await served.fork(whole)
  await served.ask(again, "A question in the fork of the fork.")
  const [againFirst] = scene.main(again)
  const wholeLast = lastOf(whole)
  expect(prefixBytes(againFirst, wholeLast)).toEqual(messageBytes(wholeLast))

  // The origin knows nothing of it.
  expect(scene.journal(session)).toEqual(originJournal)
  await served.ask(session, "Fourth question.")
  expect(prefixBytes(lastOf(session), originLast)).toEqual(messageBytes(originLast))
  const all = [session, whole, atThird, atSecond, again]
  expect(scene.journals().toSorted()).toEqual(all.toSorted())
  // A journal with a line of another session would not be read.
  expect(all.filter((id) => scene.journal(id).length === 0)).toEqual([])
  expect(scene.model.invalid).toEqual([])
})
