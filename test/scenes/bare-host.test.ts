import fs from "node:fs"
import path from "node:path"
import { describe, expect, it } from "vitest"
import type { ProtocolName } from "../host/protocol.ts"
import type { Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene, SceneOptions } from "./open-scene.ts"
import { textsOf } from "./request-bytes.ts"
import { bash, call, edit, read, say, write } from "./tool-work.ts"

const openBare = async (
  moves: readonly Reply[],
  options: Omit<SceneOptions, "plugin"> = {},
): Promise<Scene> => {
  const scene = await openScene({ ...options, plugin: "none" })
  scene.play(moves)
  return scene
}

const tooLong: Pick<SceneOptions, "model" | "host"> = {
  model: { limit: { context: 12_000, output: 1_000 } },
  host: {
    files: { "long.txt": "some words that take tokens\n".repeat(1_500) },
    config: { compaction: { auto: false } },
  },
}
const refusal = "maximum context length is 12000 tokens"
const question = 'Change "beta" to gamma.\nThen write b.'

describe("the bare host", () => {
  it("runs the tools that the scripted model calls", async () => {
    const moves = [
      read("notes/a.txt"),
      edit("notes/a.txt", "beta", "gamma"),
      write("notes/b.txt", "delta\n"),
      read("notes"),
      call("glob", { pattern: "**/*.txt" }),
      call("grep", { pattern: "gamma" }),
      bash("cat notes/b.txt"),
    ]
    const scene = await openBare(moves, { host: { files: { "notes/a.txt": "alpha\nbeta\n" } } })
    const { project } = scene.host
    const served = await scene.serve()
    const answer = await served.prompt(await served.createSession(), question)
    expect(answer).toEqual({ text: "Done.", error: "" })
    expect(scene.model.invalid).toEqual([])
    expect(fs.readFileSync(path.join(project, "notes/a.txt"), "utf8")).toBe("alpha\ngamma\n")
    const last = scene.main().at(-1)
    expect(textsOf(last, "tool")).toEqual([
      expect.stringContaining("2: beta"),
      expect.stringContaining("Edit applied successfully"),
      expect.stringContaining("Wrote file successfully"),
      expect.stringContaining("a.txt\nb.txt"),
      expect.stringContaining(path.join(project, "notes/b.txt")),
      expect.stringContaining("Line 2: gamma"),
      "delta\n",
    ])
    expect(textsOf(last, "user")).toEqual([question])
  })

  it("sends a prompt over the limit and is refused", async () => {
    const scene = await openBare([read("long.txt")], tooLong)
    const served = await scene.serve()
    const { error } = await served.prompt(await served.createSession(), "Read long.txt")
    expect(error).toContain(refusal)
    expect(scene.model.requests.map(({ kind, refused }) => ({ kind, refused }))).toEqual([
      { kind: "main", refused: false },
      { kind: "main", refused: true },
    ])
  })

  it("takes prompts on the command line, and ends with what became of them", async () => {
    const scene = await openBare([say("It is done."), read("long.txt")], tooLong)
    const done = await scene.host.run(question)
    expect(done.exitCode).toBe(0)
    expect(done.output).toContain("It is done.")
    const [main] = scene.main()
    expect(textsOf(main, "user")).toEqual([question])

    const before = scene.model.requests.length
    const refused = await scene.host.run("Read long.txt")
    expect(refused.exitCode).toBe(1)
    expect(refused.output).toContain(refusal)
    const sent = scene.model.requests.slice(before)
    expect(sent.map((request) => ({ kind: request.kind, refused: request.refused }))).toEqual([
      { kind: "title", refused: false },
      { kind: "main", refused: false },
      { kind: "main", refused: true },
    ])
  })

  it.each<ProtocolName>(["chat-completions", "anthropic-messages", "openai-responses"])(
    "keeps to the rules of %s in a tool loop of two steps",
    async (protocol) => {
      const moves: Reply[] = [
        {
          reasoning: "Two looks at once.",
          text: "Looking.",
          calls: [
            { name: "read", input: { filePath: "a.txt" } },
            { name: "glob", input: { pattern: "*.txt" } },
          ],
        },
        { reasoning: "Now the command.", ...bash("wc -l a.txt") },
        { reasoning: "That is all.", text: "Two lines." },
      ]
      const scene = await openBare(moves, {
        host: { protocol, files: { "a.txt": "alpha\nbeta\n" } },
      })
      const served = await scene.serve()
      const answer = await served.prompt(await served.createSession(), "How many lines has a.txt?")
      expect(answer).toEqual({ text: "Two lines.", error: "" })
      expect(scene.model.invalid).toEqual([])
      const main = scene.main()
      expect(main.map((request) => request.broken)).toEqual([false, false, false])
      expect(textsOf(main.at(-1), "tool")).toHaveLength(3)
      expect(main.at(-1)?.messages.flatMap((message) => message.reasoning ?? [])).toEqual([
        "Two looks at once.",
        "Now the command.",
      ])
    },
  )

  it("serves sessions, and dies in the middle of a request", async () => {
    const scene = await openBare([say("First answer."), { hang: true }])
    const served = await scene.serve()
    const session = await served.createSession()
    expect((await served.prompt(session, "One")).text).toBe("First answer.")
    const second = served.prompt(session, "Two").catch(() => "cut off")
    await scene.model.waitFor(({ kind, ordinal }) => kind === "main" && ordinal === 1)
    await served.kill()
    expect(await second).toBe("cut off")
    expect(scene.model.requests.at(-1)?.sessionID).toBe(session)
  })
})
