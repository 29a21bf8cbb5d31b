import { expect, it } from "vitest"
import type { Reply } from "../host/reply.ts"
import { eager, goodSummary, isOurs, moduleFiles, moduleWork, stageCWindow } from "./summarizer.ts"
import {
  blockOf,
  obligations,
  openWorkflowScene,
  standing,
  traces,
  workflow,
} from "./workflow-scene.ts"

const steps = 24
const close = (checkpoint: string, text: string): Reply =>
  workflow({ action: "checkpoint", checkpoint, status: "done", text })
const dispatch = (agent: string, prompt: string): Reply => ({
  calls: [{ name: "task", input: { description: agent, prompt, subagent_type: "general" } }],
})

/** A summarizer that repeats what it was told to leave out. */
const parrot = goodSummary(
  `All is under way.\n${obligations.map((line) => `- ${line}`).join("\n")}`,
)

it.each(["native", "Stage C"] as const)(
  "obligations are open in every request until they are closed, through a %s compaction and a restart",
  async (kind) => {
    const plugged = await openWorkflowScene({
      model: { limit: stageCWindow, summary: () => ({ text: parrot }) },
      options: {
        compact: false,
        summarize: kind === "native" ? { enabled: false } : eager,
      },
      host: { files: moduleFiles(steps) },
    })
    let served = await plugged.serve()
    const session = await served.createSession()
    plugged.play([
      dispatch("coder", "Implement the change"),
      { text: "Implemented as 1a2b3c." },
      close("1", "commit 1a2b3c by the coder"),
      dispatch("reviewer", "Review commit 1a2b3c"),
      { text: "The review goes on." },
      ...(kind === "Stage C" ? moduleWork(steps) : []),
      { text: "Waiting for the review." },
    ])
    await served.command(session, "multi-agent-workflow", "mend the parser")
    if (kind === "native")
      await served.client.session.summarize({
        path: { id: session },
        body: { providerID: "scripted", modelID: "scripted" },
        throwOnError: true,
      })
    const types = plugged.journal(session).map(({ type }) => type)
    expect(types.filter((type) => type === "summarized").length > 0).toBe(kind === "Stage C")
    await served.stop()

    served = await plugged.serve()
    plugged.play([
      close("2", "approved in the review of 1a2b3c"),
      close("3", "merged 1a2b3c as 4d5e6f"),
      close("4", "ticket closed with 4d5e6f"),
      workflow({ action: "complete" }),
      { text: "All is done." },
    ])
    await served.prompt(session, "The review is there, go on")
    await served.prompt(session, "Now something else: write a poem")

    const requests = plugged.mainRequests(session)
    const open = requests.map((request) => standing(blockOf(request)).length)
    const waiting = Array.from({ length: requests.length - 7 }, () => 3)
    expect(open).toEqual([4, 4, ...waiting, 2, 1, 0, 0, 0])
    const [last] = requests.slice(-1)
    expect(last && traces(last)).toEqual([])
    // A summarizer was told of the state, and what it repeated was not kept.
    const summaries = plugged.model.requests.filter((request) =>
      kind === "native" ? request.kind === "summary" : isOurs(request),
    )
    expect(summaries.length).toBeGreaterThan(0)
    expect(
      summaries.filter((request) => standing(JSON.stringify(request.body)).length < 3),
    ).toEqual([])
    const { data: history } = await served.client.session.messages({ path: { id: session } })
    expect(
      (history ?? [])
        .filter(({ info }) => info.role === "assistant")
        .flatMap(({ parts }) => parts.flatMap((part) => (part.type === "text" ? [part.text] : [])))
        .flatMap(standing),
    ).toEqual([])
  },
  60_000,
)
