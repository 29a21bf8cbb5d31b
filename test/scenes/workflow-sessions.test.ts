import { beforeAll, expect, it } from "vitest"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import {
  blockOf,
  dispatch,
  openWorkflowScene,
  standing,
  traces,
  workflow,
} from "./workflow-scene.ts"

let scene: Scene
let served: Served

beforeAll(async () => {
  scene = await openWorkflowScene({
    plugin: { workflows: { match: ["aud*"] }, summarize: { enabled: false } },
    host: {
      files: {
        ".opencode/command/audit.md":
          "---\ndescription: Audit\nsubtask: true\n---\nAudit $1.\n- Never change a file\n- You must list each finding\n",
      },
    },
  })
  served = await scene.serve()
})

it("a workflow binds its own session, and sub-agents only where it is dispatched to them", async () => {
  const governed = await served.createSession()
  const ordinary = await served.createSession()
  scene.play([
    dispatch("Look at the code"),
    { text: "Looked." },
    dispatch("Review the code\nWorkflow: multi-agent-workflow-1"),
    workflow({ action: "cancel", text: "Out of my hands" }),
    { text: "Reviewed." },
    { text: "Waiting." },
  ])
  await served.command(governed, "multi-agent-workflow", "mend the parser")
  scene.play([workflow({ action: "list" }), { text: "None." }])
  await served.prompt(ordinary, "Say hello")
  await served.stop()
  served = await scene.serve()
  await served.prompt(governed, "Go on")

  expect(scene.main(ordinary).flatMap(traces)).toEqual([])
  expect(scene.main(governed).map((request) => standing(blockOf(request)).length)).toEqual([
    4, 4, 4, 4,
  ])
  // The block stays where it is, byte for byte, also in another process.
  expect(scene.main(governed).filter(({ broken }) => broken)).toEqual([])
  const children = new Set(
    scene
      .main()
      .map(({ sessionID = "" }) => sessionID)
      .filter((id) => id !== governed && id !== ordinary),
  )
  // The dispatched copy is the sub-agent's own: what it cancels goes on in the session above.
  expect(
    [...children].map((id) => scene.main(id).map((one) => standing(blockOf(one)).length)),
  ).toEqual([[0], [4, 0]])
  expect(await served.metadata(ordinary)).toEqual({})
  expect(await served.metadata(governed)).toMatchObject({ workflows: [{ status: "active" }] })
})

it("a command that runs as a sub-agent binds that sub-agent alone", async () => {
  const session = await served.createSession()
  const before = scene.main().length
  scene.play([{ text: "No findings." }, { text: "It is clean." }])
  await served.command(session, "audit", "src/parser.ts")

  const blocks = scene
    .main()
    .slice(before)
    .map((request) => [request.sessionID === session, blockOf(request)])
  expect(blocks).toEqual([
    [
      false,
      expect.stringMatching(/audit-1 [^]*Task: src\/parser.ts\n[^]*- \[ \] 2: You must list/),
    ],
    [true, ""],
  ])
  scene.play([dispatch("Do something else"), { text: "Done." }, { text: "Done." }])
  await served.prompt(session, "Now something else")
  expect(
    scene
      .main()
      .slice(before + 2)
      .map(blockOf),
  ).toEqual(["", "", ""])
})
