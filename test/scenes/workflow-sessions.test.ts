import { afterAll, beforeAll, expect, it } from "vitest"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { createPluggedHost } from "./plugged-host.ts"
import type { PluggedHost, ServedHost } from "./plugged-host.ts"
import { blockOf, standing, traces, workflow, workflowFiles } from "./workflow-scene.ts"

const task = (prompt: string): Reply => ({
  calls: [{ name: "task", input: { description: "Help", prompt, subagent_type: "general" } }],
})

let plugged: PluggedHost
let served: ServedHost

beforeAll(async () => {
  plugged = await createPluggedHost({
    options: { workflows: { match: ["aud*"] }, summarize: { enabled: false } },
    host: {
      files: {
        ...workflowFiles,
        ".opencode/command/audit.md":
          "---\ndescription: Audit\nsubtask: true\n---\nAudit $1.\n- Never change a file\n- You must list each finding\n",
      },
    },
  })
  served = await plugged.serve()
})
afterAll(async () => {
  await served.kill()
  await plugged.close()
})

it("a workflow binds its own session, and sub-agents only where it is dispatched to them", async () => {
  const governed = await served.createSession()
  const ordinary = await served.createSession()
  const requestsOf = (session: string): readonly RecordedRequest[] => plugged.mainRequests(session)
  plugged.play([
    task("Look at the code"),
    { text: "Looked." },
    task("Review the code\nWorkflow: multi-agent-workflow-1"),
    workflow({ action: "cancel", text: "Out of my hands" }),
    { text: "Reviewed." },
    { text: "Waiting." },
  ])
  await served.command(governed, "multi-agent-workflow", "mend the parser")
  plugged.play([workflow({ action: "list" }), { text: "None." }])
  await served.prompt(ordinary, "Say hello")
  await served.stop()
  served = await plugged.serve()
  await served.prompt(governed, "Go on")

  expect(requestsOf(ordinary).flatMap(traces)).toEqual([])
  expect(requestsOf(governed).map((request) => standing(blockOf(request)).length)).toEqual([
    4, 4, 4, 4,
  ])
  // The block stays where it is, byte for byte, also in another process.
  expect(requestsOf(governed).filter(({ broken }) => broken)).toEqual([])
  const children = new Set(
    plugged
      .mainRequests()
      .map(({ sessionID = "" }) => sessionID)
      .filter((id) => id !== governed && id !== ordinary),
  )
  // The dispatched copy is the sub-agent's own: what it cancels goes on in the session above.
  expect(
    [...children].map((id) => requestsOf(id).map((one) => standing(blockOf(one)).length)),
  ).toEqual([[0], [4, 0]])
  expect(await served.metadata(ordinary)).toEqual({})
  expect(await served.metadata(governed)).toMatchObject({ workflows: [{ status: "active" }] })
})

it("a command that runs as a sub-agent binds that sub-agent alone", async () => {
  const session = await served.createSession()
  const before = plugged.mainRequests().length
  plugged.play([{ text: "No findings." }, { text: "It is clean." }])
  await served.command(session, "audit", "src/parser.ts")

  const blocks = plugged
    .mainRequests()
    .slice(before)
    .map((request) => [request.sessionID === session, blockOf(request)])
  expect(blocks).toEqual([
    [
      false,
      expect.stringMatching(/audit-1 [^]*Task: src\/parser.ts\n[^]*- \[ \] 2: You must list/),
    ],
    [true, ""],
  ])
  plugged.play([task("Do something else"), { text: "Done." }, { text: "Done." }])
  await served.prompt(session, "Now something else")
  expect(
    plugged
      .mainRequests()
      .slice(before + 2)
      .map(blockOf),
  ).toEqual(["", "", ""])
})
