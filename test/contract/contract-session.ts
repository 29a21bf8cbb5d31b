import path from "node:path"
import { pathToFileURL } from "node:url"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { createScriptedModel } from "../host/scripted-model.ts"
import type { ThrowawayHost } from "../host/throwaway-host.ts"
import type { HostConfigOptions } from "../host/host-config.ts"
import { call, say, sourceLines } from "../scenes/tool-work.ts"
import { onePixel } from "../scenes/one-pixel.ts"
import { requestLine } from "./request-line.ts"
import { openServed } from "../scenes/served.ts"

export type OpenHost = (options: {
  readonly model: HostConfigOptions["model"]
  readonly files: Readonly<Record<string, string>>
  readonly config: Readonly<Record<string, unknown>>
}) => Promise<ThrowawayHost>

const refusal = (message: string): Reply => ({ status: 400, body: { error: { message } } })

const files = {
  "a.ts": sourceLines("a", 20),
  "AGENTS.md": "Our house rule is kindness.",
  ".opencode/command/greet.md": "---\ndescription: Greet\n---\nGreet $1, $ARGUMENTS\n",
  ".opencode/skill/release/SKILL.md": "---\nname: release\ndescription: Release\n---\n- Tag it\n",
}

const attached = (mime: string, filename: string, url: string) => ({
  type: "file" as const,
  mime,
  filename,
  url,
})

const todos = [{ content: "Look", status: "pending", priority: "high" }]

/**
 * One session with everything that a host does to a plugin, on whatever host is opened. Gives what
 * reached the model.
 */
export const playContract = async (open: OpenHost): Promise<readonly string[]> => {
  let moves: Reply[] = []
  const model = await createScriptedModel({
    limit: { context: 64_000, output: 4_000 },
    script: (request: RecordedRequest): Reply =>
      request.headers["x-parent-session-id"] === undefined
        ? (moves.shift() ?? say("Done."))
        : request.messages.some(({ text }) => text.includes("FAIL"))
          ? refusal("The child fails.")
          : say("The child is done."),
    summary: () => say("## Objective\nGo on."),
  })
  const host = await open({ model, files, config: { snapshot: false } })
  try {
    let served = await host.serve()
    const { data } = await served.client.session.create({ body: {} })
    const id = data?.id ?? ""
    const first = await openServed(served)
    const turn = async (text: string, ...replies: readonly Reply[]): Promise<void> => {
      moves = [...replies]
      await first.prompt(id, text)
    }
    // Tools that succeed, fail, are not there or get the wrong input.
    await turn(
      "Work",
      { ...call("read", { filePath: "a.ts" }), text: "Looking.", reasoning: "First a look." },
      call("bash", { command: "echo one; exit 3", description: "Try" }),
      call("edit", { filePath: "absent.ts", oldString: "a", newString: "b" }),
      call("write", { filePath: "b.ts", content: "export {}\n" }),
      call("edit", { filePath: "b.ts", oldString: "export {}", newString: "export { }" }),
      call("glob", { pattern: "*.ts" }),
      call("grep", { pattern: "step 1 of" }),
      call("todowrite", { todos }),
      call("skill", { name: "release" }),
      call("absent", {}),
      call("read", {}),
      call("recall", { handle: "0badc0de" }),
      call("task", { description: "Ask", prompt: "Do it", subagent_type: "general" }),
      call("task", { description: "Ask", prompt: "FAIL", subagent_type: "general" }),
      say("Worked."),
    )
    await model.waitFor(({ kind }) => kind === "title")
    // What is attached to a prompt: a file of the project, and an image that the model cannot see.
    moves = [say("Read.")]
    await served.client.session.prompt({
      path: { id },
      body: {
        parts: [
          { type: "text", text: "See @a.ts" },
          attached("text/plain", "a.ts", pathToFileURL(path.join(host.project, "a.ts")).href),
          attached("image/png", "one.png", `data:image/png;base64,${onePixel.toString("base64")}`),
        ],
      },
    })
    // What providers do.
    await turn("Fails", refusal("Nothing works."))
    await turn("Later", {
      status: 500,
      body: { error: { message: "Try later." } },
      headers: { "retry-after-ms": "10" },
    })
    // Compactions: behind a long answer, by hand, and for a refusal.
    await turn("Long", { ...call("glob", { pattern: "*" }), usage: { output: 62_000 } })
    await first.command(id, "greet", "Ada Lovelace")
    await first.compact(id)
    await turn("Too long", refusal("Your input exceeds the context window of this model."))
    // Stopped in the middle of a request.
    const hangs = turn("Hangs", { hang: true })
    await model.waitFor(({ messages }) => messages.at(-1)?.text === "Hangs")
    await served.client.session.abort({ path: { id } })
    await hangs
    // Undone, forked, restarted.
    await turn("Undone")
    const asked = (await first.messages(id)).findLast(({ info }) => info.role === "user")
    await first.undo(id, asked?.info.id ?? "")
    await first.redo(id)
    await first.undo(id, asked?.info.id ?? "")
    await turn("Instead")
    // Undone from the middle of an answer on.
    await turn("Two steps", call("glob", { pattern: "*.md" }), say("Seen."))
    const seen = (await first.messages(id)).at(-1)
    await first.undo(id, seen?.info.id ?? "", seen?.parts.find(({ type }) => type === "text")?.id)
    await turn("Go on from there")
    const copy = await first.fork(id)
    moves = [say("In the fork.")]
    await first.prompt(copy, "Go on here")
    await served.stop()
    served = await host.serve()
    moves = [say("Still here.")]
    await (await openServed(served)).prompt(id, "Are you there?")
    await served.client.session.delete({ path: { id } })
    await served.stop()
    return model.requests.map((request) => requestLine(request, host))
  } finally {
    await host.dispose()
    await model.close()
  }
}
