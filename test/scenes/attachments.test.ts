import path from "node:path"
import { pathToFileURL } from "node:url"
import { expect, it } from "vitest"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { call, say, sourceLines } from "./tool-work.ts"

const OWN = "Look at what I have attached. Never change it."
const window = { context: 28_000, output: 4_000 }
/** Some 60 000 tokens. */
const huge = sourceLines("huge", 2_000)
const HANDLE = /recall ([0-9a-f]{8})\]/

type FilePart = { type: "file"; mime: string; filename: string; url: string }

const pasted: FilePart = {
  type: "file",
  mime: "text/plain",
  filename: "huge.ts",
  url: `data:text/plain;base64,${Buffer.from(huge).toString("base64")}`,
}
const fileAt = (scene: Scene, name: string, mime = "text/plain"): FilePart => ({
  type: "file",
  mime,
  filename: name,
  url: pathToFileURL(path.join(scene.host.project, name)).href,
})

const names = Array.from({ length: 1_500 }, (_, index) => `a-file-with-a-long-name-${index * 7919}`)

const sendingOf = async (scene: Scene, parts: readonly FilePart[]) => {
  const served = await scene.serve()
  const session = await served.createSession()
  const { data } = await served.client.session.prompt({
    path: { id: session },
    body: { parts: [{ type: "text", text: OWN }, ...parts] },
    throwOnError: true,
  })
  return { served, session, error: "error" in data.info ? data.info.error : undefined }
}

const textsOf = (scene: Scene, session: string): string[] =>
  scene
    .main(session)
    .at(-1)
    ?.messages.map(({ text }) => text) ?? []

const open = () =>
  openScene({
    model: { limit: window },
    plugin: { summarize: { enabled: false } },
    host: {
      files: {
        "a.ts": sourceLines("a", 1_300),
        "b.ts": sourceLines("b", 1_300),
        ".opencode/command/look.md": "Look at $ARGUMENTS\n",
        ...Object.fromEntries(names.map((name) => [`many/${name}`, ""])),
      },
    },
  })

it("a text that is twice the window is sent shortened, the prompt whole, and recall gives it back", async () => {
  const scene = await open()
  const served = await scene.serve()
  const session = await served.createSession()
  let handle = ""
  const lines: string[] = []
  const ask =
    (from: number, until: number) => (request: { messages: readonly { text: string }[] }) => {
      handle ||= HANDLE.exec(request.messages.map(({ text }) => text).join("\n"))?.[1] ?? ""
      return call("recall", { handle, lines: `${from}-${until}` })
    }
  scene.play([ask(1, 100), ask(1_001, 1_100), ask(1_901, 2_000), say("Done.")])
  const { data } = await served.client.session.prompt({
    path: { id: session },
    body: { parts: [{ type: "text", text: OWN }, pasted] },
    throwOnError: true,
  })
  expect(data.info).not.toHaveProperty("error")
  expect(textsOf(scene, session).some((text) => text.includes(OWN))).toBe(true)
  for (const { parts } of await served.messages(session))
    for (const part of parts)
      if (part.type === "tool" && part.state.status === "completed")
        lines.push(...part.state.output.split("\n").filter((line) => line.startsWith("export")))
  const whole = huge.split("\n")
  expect(lines).toEqual([
    ...whole.slice(0, 100),
    ...whole.slice(1_000, 1_100),
    ...whole.slice(1_900),
  ])
  expect(scene.tooLarge()).toEqual([])
})

it.each([
  ["two large files", (scene: Scene) => [fileAt(scene, "a.ts"), fileAt(scene, "b.ts")]],
  [
    "a large folder and a file",
    (scene: Scene) => [fileAt(scene, "many", "application/x-directory"), fileAt(scene, "a.ts")],
  ],
])("%s are shortened together, and the prompt stays whole", async (_, parts) => {
  const scene = await open()
  scene.play([say("Seen.")])
  const { session, error } = await sendingOf(scene, parts(scene))
  expect(error).toBeUndefined()
  const texts = textsOf(scene, session)
  expect(texts.some((text) => text.includes(OWN))).toBe(true)
  expect(texts.some((text) => HANDLE.test(text))).toBe(true)
  expect(scene.tooLarge()).toEqual([])
})

it("files that a slash command names are shortened, what was typed stays, and later requests replay it", async () => {
  const scene = await open()
  const served = await scene.serve()
  const session = await served.createSession()
  scene.play([say("Seen."), say("Gone on.")])
  await served.command(session, "look", "@a.ts and @b.ts")
  const [first] = scene.main(session)
  const before = first?.messages.map(({ text }) => text) ?? []
  expect(before.some((text) => text.includes("Look at @a.ts and @b.ts"))).toBe(true)
  expect(before.some((text) => HANDLE.test(text))).toBe(true)
  expect(await served.prompt(session, "Go on.")).toEqual({ text: "Gone on.", error: "" })
  expect(textsOf(scene, session).slice(0, before.length)).toEqual(before)
  expect(scene.tooLarge()).toEqual([])
})
