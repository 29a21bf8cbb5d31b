import fs from "node:fs"
import path from "node:path"
import { expect, it } from "vitest"
import { leavePipe } from "../builders/leave-pipe.ts"
import { dispatch, openDispatchScene, promptOf } from "./dispatch-scene.ts"
import { openScene } from "./open-scene.ts"
import { read, say, sourceLines } from "./tool-work.ts"

it("a session whose journal is a pipe goes on within its limit, and the user is told once", async () => {
  const scene = await openScene({
    model: { limit: { context: 24_000, output: 2_000 } },
    host: { files: { "a.ts": sourceLines("a", 150) } },
  })
  const served = await scene.serve()
  const session = await served.createSession()
  fs.mkdirSync(scene.folder, { recursive: true })
  leavePipe(path.join(scene.folder, `${session}.jsonl`))
  scene.play([...Array.from({ length: 8 }, () => read("a.ts")), say("Read.")])
  expect(await served.prompt(session, "Read it often.")).toEqual({ text: "Read.", error: "" })
  expect(
    scene
      .main(session)
      .at(-1)
      ?.messages.some(({ text }) => text.startsWith("[compacted")),
  ).toBe(true)
  expect({ invalid: scene.model.invalid, tooLarge: scene.tooLarge() }).toEqual({
    invalid: [],
    tooLarge: [],
  })
  await expect
    .poll(() => served.toasts.filter((toast) => toast.includes("journal cannot be written")).length)
    .toBe(1)
})

const long = [
  "Task ID: 7",
  "Mend the parser.",
  ...Array.from({ length: 600 }, (_, index) => `Note ${index} of many, for what it is worth.`),
].join("\n")

it("a dispatch that is too long is refused where what it would lose cannot be kept", async () => {
  const scene = await openDispatchScene({
    plugin: { dispatch: { roles: { implementer: { agents: ["coder"], maxInputTokens: 3_000 } } } },
    orchestrator: [dispatch({ agent: "coder", prompt: long }), { text: "It was refused." }],
    subAgent: (request) => ({ text: promptOf(request) }),
  })
  const served = await scene.serve()
  fs.mkdirSync(scene.folder, { recursive: true })
  fs.writeFileSync(path.join(scene.folder, "results"), "in the way")
  const session = await served.createSession()
  await served.ask(session, "Have it done.")
  expect(scene.ofChildren()).toEqual([])
  expect(scene.ofParent().at(-1)?.messages.at(-1)?.text).toContain("Nothing was dispatched")
  expect(fs.readFileSync(path.join(scene.folder, "results"), "utf8")).toBe("in the way")
})
