import type { RecordedRequest } from "../host/reply.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { say } from "./tool-work.ts"

interface ForkAndUndo {
  /** The last request of the fork as it was made, and once only its first prompt was left. */
  readonly forked: RecordedRequest | undefined
  readonly undone: RecordedRequest | undefined
}

/** Goes on in a fork of the session, then undoes all but the first prompt there. */
export const forkAndUndo = async (
  scene: Scene,
  served: Served,
  session: string,
): Promise<ForkAndUndo> => {
  const id = await served.fork(session)
  scene.play([say("In the fork.")])
  await served.ask(id, "Go on here")
  const forked = scene.main(id).at(-1)
  const [, second = ""] = (await served.messages(id)).flatMap(({ info }) =>
    info.role === "user" ? [info.id] : [],
  )
  await served.undo(id, second)
  scene.play([say("From the start.")])
  await served.ask(id, "Instead of all that")
  return { forked, undone: scene.main(id).at(-1) }
}
