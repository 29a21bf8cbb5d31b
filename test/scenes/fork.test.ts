import { expect, it } from "vitest"
import { replySequence } from "../host/reply.ts"
import type { Script } from "../host/reply.ts"
import { lowBudget, openScene } from "./open-scene.ts"
import { allText, messageBytes, placeholders, prefixBytes } from "./request-bytes.ts"
import { openSession, serveSession } from "./serve-session.ts"
import { firstLook, read, say, secondLook, sourceLines, workFiles } from "./tool-work.ts"

it("a fork keeps the edits of its origin, and neither touches the other", async () => {
  const origin = replySequence([...firstLook, say("First."), ...secondLook, say("Second.")])
  let originID: string | undefined
  const forks = new Map<string, Script>()
  const { model, main, journals, journal, ...scene } = await openScene({
    model: {
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
  const session = await serveSession({ model, main, journals, journal, ...scene })
  const { client } = session.server
  const fork = async (from: string, messageID?: string) => {
    const { data } = await client.session.fork({
      path: { id: from },
      body: messageID === undefined ? {} : { messageID },
      throwOnError: true,
    })
    return openSession(session.server, data.id)
  }
  const edits = (id: string) => journal(id).filter(({ type }) => type === "edit")
  const lastOf = (id: string) => main(id).at(-1)

  await session.say("First question.")
  const beforeSecond = lastOf(session.id)
  const second = await session.say("Second question.")
  const pruned = lastOf(session.id)
  const third = await session.say("Third question.")
  const originJournal = journal(session.id)
  const originLast = lastOf(session.id)
  expect(placeholders(originLast)).toHaveLength(3)

  const whole = await fork(session.id)
  await whole.say("Another third question.")
  const [wholeFirst] = main(whole.id)
  expect(prefixBytes(wholeFirst, originLast)).toEqual(messageBytes(originLast))
  expect(edits(whole.id)).toHaveLength(edits(session.id).length + 1)

  const atThird = await fork(session.id, third)
  await atThird.say("Instead of the third question.")
  const [thirdFirst] = main(atThird.id)
  expect(prefixBytes(thirdFirst, pruned)).toEqual(messageBytes(pruned))
  expect(allText(thirdFirst)).not.toContain("Third")

  // What the edits say to stand "below" is not in this fork.
  const atSecond = await fork(session.id, second)
  await atSecond.say("Instead of the second question.")
  const [secondFirst] = main(atSecond.id)
  expect(prefixBytes(secondFirst, beforeSecond)).toEqual(messageBytes(beforeSecond))
  expect(placeholders(secondFirst)).toEqual([])

  const again = await fork(whole.id)
  await again.say("A question in the fork of the fork.")
  const [againFirst] = main(again.id)
  const wholeLast = lastOf(whole.id)
  expect(prefixBytes(againFirst, wholeLast)).toEqual(messageBytes(wholeLast))

  // The origin knows nothing of it.
  expect(journal(session.id)).toEqual(originJournal)
  await session.say("Fourth question.")
  expect(prefixBytes(lastOf(session.id), originLast)).toEqual(messageBytes(originLast))
  expect(journals().toSorted()).toEqual(
    [session, whole, atThird, atSecond, again].map(({ id }) => id).toSorted(),
  )
  expect(journals().map((id) => [...new Set(journal(id).map((line) => line.session))])).toEqual(
    journals().map((id) => [id]),
  )
  expect(model.invalid).toEqual([])
})
