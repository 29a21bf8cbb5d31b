import { describe, expect, it } from "vitest"
import { OVERFLOW_TERMINAL } from "../../src/session/texts.ts"
import { hooked } from "../builders/hooked.ts"
import { prompted } from "../builders/host-messages.ts"
import { readings } from "../builders/planning.ts"

const refused = expect.objectContaining({ name: "PromptOverflowError", message: OVERFLOW_TERMINAL })

type Scene = ReturnType<typeof hooked>

const transform = (scene: Scene, messages: object) =>
  scene.run("experimental.chat.messages.transform", {}, { messages })
const retry = (scene: Scene) =>
  scene.event("session.status", { sessionID: "ses_1", status: { type: "retry", attempt: 1 } })

/** A session whose request was sent. */
const sent = async (): Promise<Scene> => {
  const scene = hooked({ options: { budget: { fallbackContext: 10_000 } } })
  await transform(scene, readings())
  await scene.params()
  return scene
}

describe("messages that name no session", () => {
  const unnamed = [
    { info: { role: "user" }, parts: [{ type: "text", text: "word ".repeat(20_000) }] },
  ]
  it("are not those of a request that the provider has repeated", async () => {
    const scene = await sent()
    await transform(scene, unnamed)
    await retry(scene)
    await scene.params()
    await retry(scene)
    await scene.params()
    // Its next step, which nobody has asked to repeat.
    await expect(scene.params()).rejects.toEqual(refused)
  })

  it("are not claimed by a title that is asked for while a request is repeated", async () => {
    const scene = await sent()
    Object.assign(scene.runtime.client, { messages: async () => [prompted("m1", "Go")] })
    await transform(scene, unnamed)
    await retry(scene)
    await scene.params("title")
    await scene.params()
  })

  it.each<[string, (scene: Scene) => Promise<void>]>([
    ["a new prompt comes", (scene) => scene.say("m9", "On")],
    [
      "the turn is stopped",
      (scene) =>
        scene.event("session.error", {
          sessionID: "ses_1",
          error: { name: "MessageAbortedError", data: {} },
        }),
    ],
  ])("are those of the next request where a repeated one never came: %s", async (_, end) => {
    const scene = await sent()
    await retry(scene)
    await end(scene)
    await transform(scene, unnamed)
    await expect(scene.params()).rejects.toEqual(refused)
  })
})

describe("messages that cannot be planned", () => {
  const unreadable = {
    get info(): never {
      throw new Error("broken")
    },
    parts: [],
  }
  const odd = { info: { id: "m9", sessionID: "ses_1", role: "system" }, parts: [] }
  const long = prompted("m3", "word ".repeat(20_000))
  it.each<[string, readonly object[]]>([
    ["the list is frozen, with an odd one in it", Object.freeze([prompted("m1", "Go"), odd, long])],
    ["one of them cannot be read", [prompted("m1", "Go"), unreadable, long]],
    ["the first cannot be read", [unreadable, long]],
    ["none can be read", [unreadable]],
  ])("are not judged by an earlier plan where %s", async (_, messages) => {
    const scene = hooked()
    await transform(scene, [prompted("m1", "Go")])
    await scene.params()
    await transform(scene, messages)
    await expect(scene.params()).rejects.toEqual(refused)
  })

  it("that are a child's, and odd in a frozen list, are measured all the same", async () => {
    const scene = hooked()
    const child = scene.runtime.sessions.get("ses_child")
    child.unplanned = 9
    await transform(scene, Object.freeze([{ ...odd, info: { ...odd.info, sessionID: child.id } }]))
    expect([child.unplanned, scene.children]).toEqual([expect.any(Number), ["stepped ses_child"]])
    expect(child.unplanned).not.toBe(9)
  })
})
