import { expect, it } from "vitest"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import type { Served } from "./served.ts"
import { eager, goodSummary, isOurs, moduleFiles, moduleWork, stageCWindow } from "./summarizer.ts"
import {
  blockOf,
  dispatch,
  obligations,
  openWorkflowScene,
  standing,
  traces,
  workflow,
} from "./workflow-scene.ts"

const steps = 24
const close = (checkpoint: string, text: string): Reply =>
  workflow({ action: "checkpoint", checkpoint, status: "done", text })

/** A summarizer that repeats what it was told to leave out. */
const parrot = goodSummary(
  `All is under way.\n${obligations.map((line) => `- ${line}`).join("\n")}`,
)

interface Summarizing {
  readonly summarize: object
  /** What makes somebody summarize: work of the turn, or the user behind it. */
  readonly work: readonly Reply[]
  readonly compact: (served: Served, session: string) => Promise<void>
  readonly isSummary: (request: RecordedRequest) => boolean
  readonly byStages: boolean
}

it.each<[string, Summarizing]>([
  [
    "native",
    {
      summarize: { enabled: false },
      work: [],
      compact: (served, session) => served.compact(session),
      isSummary: ({ kind }) => kind === "summary",
      byStages: false,
    },
  ],
  [
    "Stage C",
    {
      summarize: eager,
      work: moduleWork(steps),
      compact: async () => {},
      isSummary: isOurs,
      byStages: true,
    },
  ],
])(
  "obligations of a workflow are open in every request until they are closed, through a %s compaction and a restart",
  async (_, { summarize, work, compact, isSummary, byStages }) => {
    const scene = await openWorkflowScene({
      model: { limit: stageCWindow, summary: () => ({ text: parrot }) },
      plugin: { compact: false, summarize },
      host: { files: moduleFiles(steps) },
    })
    let served = await scene.serve()
    const session = await served.createSession()
    scene.play([
      dispatch("Implement the change"),
      { text: "Implemented as 1a2b3c." },
      close("1", "commit 1a2b3c by the coder"),
      dispatch("Review commit 1a2b3c"),
      { text: "The review goes on." },
      ...work,
      { text: "Waiting for the review." },
    ])
    await served.command(session, "multi-agent-workflow", "mend the parser")
    await compact(served, session)
    expect(scene.journal(session).some(({ type }) => type === "summarized")).toBe(byStages)
    await served.stop()

    served = await scene.serve()
    scene.play([
      close("2", "approved in the review of 1a2b3c"),
      close("3", "merged 1a2b3c as 4d5e6f"),
      close("4", "ticket closed with 4d5e6f"),
      workflow({ action: "complete" }),
      { text: "All is done." },
    ])
    await served.prompt(session, "The review is there, go on")
    await served.prompt(session, "Now something else: write a poem")

    const requests = scene.main(session)
    const open = requests.map((request) => standing(blockOf(request)).length)
    const waiting = Array.from({ length: requests.length - 7 }, () => 3)
    expect(open).toEqual([4, 4, ...waiting, 2, 1, 0, 0, 0])
    expect(requests.slice(-1).flatMap(traces)).toEqual([])
    // A summarizer was told of the state, and what it repeated was not kept.
    const summaries = scene.model.requests.filter(isSummary)
    expect(summaries.length).toBeGreaterThan(0)
    expect(
      summaries.filter((request) => standing(JSON.stringify(request.body)).length < 3),
    ).toEqual([])
    const answers = (await served.messages(session)).filter(({ info }) => info.role === "assistant")
    expect(
      answers
        .flatMap(({ parts }) => parts.flatMap((part) => (part.type === "text" ? [part.text] : [])))
        .flatMap(standing),
    ).toEqual([])
  },
)
