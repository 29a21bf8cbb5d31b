import fs from "node:fs"
import path from "node:path"
import { afterEach, describe, expect, it } from "vitest"
import type { ProtocolName } from "./protocol.ts"
import { replySequence } from "./reply.ts"
import type { Reply } from "./reply.ts"
import { createScriptedModel } from "./scripted-model.ts"
import type { ScriptedModel, ScriptedModelOptions } from "./scripted-model.ts"
import { createThrowawayHost } from "./throwaway-host.ts"
import type { ThrowawayHost, ThrowawayHostOptions } from "./throwaway-host.ts"

const started: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of started.splice(0)) await one.close()
})

interface SetUp {
  readonly model: Partial<ScriptedModelOptions> & Pick<ScriptedModelOptions, "script">
  readonly host?: Omit<ThrowawayHostOptions, "model">
}

const setUp = async (options: SetUp): Promise<{ model: ScriptedModel; host: ThrowawayHost }> => {
  const model = await createScriptedModel({
    limit: { context: 64_000, output: 4_000 },
    ...options.model,
  })
  const host = await createThrowawayHost({ model, ...options.host })
  started.push({ close: () => host.dispose() }, model)
  return { model, host }
}

const call = (name: string, input: Record<string, unknown>): Reply => ({ calls: [{ name, input }] })

const resultsIn = (model: ScriptedModel): string[] =>
  (model.requests.at(-1)?.messages ?? [])
    .filter((message) => message.role === "tool")
    .map((message) => message.text)

describe("the bare host", () => {
  it("runs the tools that the scripted model calls", async () => {
    const { model, host } = await setUp({
      model: {
        script: replySequence([
          call("read", { filePath: "notes/a.txt" }),
          call("edit", { filePath: "notes/a.txt", oldString: "beta", newString: "gamma" }),
          call("write", { filePath: "notes/b.txt", content: "delta\n" }),
          call("read", { filePath: "notes" }),
          call("glob", { pattern: "**/*.txt" }),
          call("grep", { pattern: "gamma" }),
          call("bash", { command: "cat notes/b.txt", description: "Print b" }),
        ]),
      },
      host: { files: { "notes/a.txt": "alpha\nbeta\n" } },
    })
    const { exitCode } = await host.run('Change "beta" to gamma.\nThen write b.')
    expect(exitCode).toBe(0)
    expect(model.invalid).toEqual([])
    expect(fs.readFileSync(path.join(host.project, "notes/a.txt"), "utf8")).toBe("alpha\ngamma\n")
    expect(resultsIn(model)).toEqual([
      expect.stringContaining("2: beta"),
      expect.stringContaining("Edit applied successfully"),
      expect.stringContaining("Wrote file successfully"),
      expect.stringContaining("a.txt\nb.txt"),
      expect.stringContaining(path.join(host.project, "notes/b.txt")),
      expect.stringContaining("Line 2: gamma"),
      "delta\n",
    ])
    const user = model.requests.at(-1)?.messages.find((message) => message.role === "user")
    expect(user?.text).toBe('Change "beta" to gamma.\nThen write b.')
  })

  it("sends a prompt over the limit and is refused", async () => {
    const { model, host } = await setUp({
      model: {
        limit: { context: 12_000, output: 1_000 },
        script: replySequence([call("read", { filePath: "long.txt" })]),
      },
      host: {
        files: { "long.txt": "some words that take tokens\n".repeat(1_500) },
        config: { compaction: { auto: false } },
      },
    })
    const { exitCode, output } = await host.run("Read long.txt")
    expect(exitCode).toBe(1)
    expect(output).toContain("maximum context length is 12000 tokens")
    expect(model.requests.map(({ kind, refused }) => ({ kind, refused }))).toEqual([
      { kind: "title", refused: false },
      { kind: "main", refused: false },
      { kind: "main", refused: true },
    ])
  })

  it.each<ProtocolName>(["chat-completions", "anthropic-messages", "openai-responses"])(
    "keeps to the rules of %s in a tool loop of two steps",
    async (protocol) => {
      const { model, host } = await setUp({
        model: {
          script: replySequence([
            {
              reasoning: "Two looks at once.",
              text: "Looking.",
              calls: [
                { name: "read", input: { filePath: "a.txt" } },
                { name: "glob", input: { pattern: "*.txt" } },
              ],
            },
            {
              reasoning: "Now the command.",
              calls: [{ name: "bash", input: { command: "wc -l a.txt", description: "Count" } }],
            },
            { reasoning: "That is all.", text: "Two lines." },
          ]),
        },
        host: { protocol, files: { "a.txt": "alpha\nbeta\n" } },
      })
      const { exitCode, output } = await host.run("How many lines has a.txt?")
      expect(exitCode).toBe(0)
      expect(output).toContain("Two lines.")
      expect(model.invalid).toEqual([])
      const main = model.requests.filter((request) => request.kind === "main")
      expect(main.map((request) => request.broken)).toEqual([false, false, false])
      expect(resultsIn(model)).toHaveLength(3)
      expect(main.at(-1)?.messages.flatMap((message) => message.reasoning ?? [])).toEqual([
        "Two looks at once.",
        "Now the command.",
      ])
    },
  )

  it("serves sessions, and dies in the middle of a request", async () => {
    const { model, host } = await setUp({
      model: {
        script: replySequence([{ text: "First answer." }, { hang: true }]),
      },
    })
    const server = await host.serve()
    const session = await server.client.session.create({ body: { title: "Served" } })
    const id = session.data?.id ?? ""
    const prompt = (text: string) =>
      server.client.session.prompt({ path: { id }, body: { parts: [{ type: "text", text }] } })
    const answer = await prompt("One")
    expect(answer.data?.parts.find((part) => part.type === "text")?.text).toBe("First answer.")
    const second = prompt("Two").catch(() => "cut off")
    await model.waitFor(({ kind, ordinal }) => kind === "main" && ordinal === 1)
    await server.kill()
    expect(await second).toBe("cut off")
    expect(model.requests.at(-1)?.sessionID).toBe(id)
  })
})
