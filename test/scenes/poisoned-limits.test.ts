import fs from "node:fs"
import path from "node:path"
import { expect, it } from "vitest"
import { asRecord } from "../../src/session/is-record.ts"
import type { Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { read, sourceLines } from "./tool-work.ts"

const quoted = "This model's maximum context length is 24000 tokens"
const refuse = (status: number, message: string): Reply => ({
  status,
  body: { error: { message } },
})

/** The context learned of a model, in the plugin's file. */
const contextOf = ({ folder }: Scene): unknown => {
  const file = path.join(folder, "models.json")
  const { models } = asRecord(fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : {})
  expect(Object.keys(asRecord(models))).toEqual(["scripted/scripted"])
  return asRecord(asRecord(models)["scripted/scripted"])["context"]
}

it.each<[string, Reply]>([
  ["names 600 tokens", refuse(400, "prompt is too long: 9000 tokens > 600 maximum")],
  ["quotes the prompt", refuse(400, `Invalid prompt "${quoted}"`)],
  [
    "quotes a file that was read",
    refuse(400, "Invalid content: exceeded this model context window limit (25000)"),
  ],
  ["is for a rate", refuse(400, "Too many tokens: limit is 20000/min")],
  [
    "is for a header",
    refuse(401, "Too many tokens in Authorization header, maximum input tokens: 24000"),
  ],
  ["is for the body", refuse(413, "Request Entity Too Large")],
  [
    "quotes a limit in other fields",
    {
      status: 422,
      body: { error: { message: "Too large" }, request: quoted, detail: `${quoted}.` },
    },
  ],
])(
  "a refusal that %s leaves the model whole for later sessions and processes",
  async (_, refusal) => {
    const scene = await openScene({
      host: {
        files: {
          "a.ts": `// Exceeded this model context window limit (25000)\n${sourceLines("a", 290)}`,
          "b.ts": sourceLines("b", 290),
          "c.ts": sourceLines("c", 290),
        },
      },
    })
    let served = await scene.serve()
    scene.play([read("a.ts"), refusal])
    await served.prompt(await served.createSession(), `What does "${quoted}" mean?`)
    for (const isRestarted of [false, true]) {
      if (isRestarted) {
        await served.stop()
        served = await scene.serve()
      }
      const session = await served.createSession()
      scene.play([read("a.ts"), read("b.ts"), read("c.ts")])
      expect(await served.prompt(session, "Read all files")).toEqual({ text: "Done.", error: "" })
      expect(scene.main(session)).toHaveLength(4)
      expect(scene.journal(session).filter(({ type }) => type === "edit")).toEqual([])
      expect(contextOf(scene)).toBeUndefined()
      expect(served.toasts.filter((toast) => toast.includes("its context counts as"))).toEqual([])
    }
  },
)
