import fs from "node:fs"
import path from "node:path"
import { expect, it } from "vitest"
import { call } from "./tool-work.ts"
import { blockOf, openWorkflowScene, standing, traces, workflow } from "./workflow-scene.ts"

const skill =
  "---\nname: release\ndescription: Release a version\nworkflow: true\n---\n# Release\n- Always run the tests before the tag is set\n"

it("an undo takes back what happened to a workflow, and a fork has it as far as it reaches", async () => {
  const scene = await openWorkflowScene()
  const served = await scene.serve()
  const session = await served.createSession()
  scene.play([{ text: "Hello." }])
  await served.prompt(session, "Hello")
  scene.play([
    workflow({ action: "checkpoint", checkpoint: "1", status: "done", text: "1a2b3c" }),
    { text: "Coded." },
  ])
  await served.command(session, "multi-agent-workflow", "mend the parser")
  scene.play([
    workflow({ action: "checkpoint", checkpoint: "2", status: "waived", text: "the user said so" }),
    workflow({ action: "complete", force: true, text: "enough" }),
    { text: "Complete." },
  ])
  await served.prompt(session, "Waive the review and complete it")
  const open = (id: string): number | undefined =>
    scene
      .main(id)
      .map((request) => standing(blockOf(request)).length)
      .at(-1)
  expect(open(session)).toBe(0)

  const [, command = "", waive = ""] = (await served.messages(session))
    .filter(({ info }) => info.role === "user")
    .map(({ info }) => info.id)
  const fork = async (message: string): Promise<string> => {
    const id = await served.fork(session, message)
    await served.prompt(id, "In the fork")
    return id
  }
  expect(open(await fork(waive))).toBe(3)
  expect(open(await fork(command))).toBe(0)

  const undo = async (message: string): Promise<void> => {
    await served.undo(session, message)
    await served.prompt(session, "Instead of that")
  }
  await undo(waive)
  expect(open(session)).toBe(3)
  await undo(command)
  expect(scene.main(session).slice(-1).flatMap(traces)).toEqual([])
  expect(await served.metadata(session)).toMatchObject({ workflows: [] })
})

it("a skill starts its workflow when it is loaded, its source may change, and the user can rebase", async () => {
  const scene = await openWorkflowScene({
    host: { files: { ".opencode/skill/release/SKILL.md": skill } },
  })
  const served = await scene.serve()
  const session = await served.createSession()
  const load = call("skill", { name: "release" })
  scene.play([load, load, { text: "Ready." }])
  await served.prompt(session, "Release it")
  const blocks = (): string[] => scene.main(session).map(blockOf)
  expect(
    blocks().map((block) => block.match(/^### .*/gm)?.map((line) => line.slice(4, 13))),
  ).toEqual([undefined, ["release-1"], ["release-1"]])

  const file = path.join(scene.host.project, ".opencode/skill/release/SKILL.md")
  fs.writeFileSync(file, skill.replace("the tests", "all the tests twice"))
  scene.play([
    workflow({ action: "list", workflow: "release" }),
    workflow({ action: "rebase" }),
    workflow({ action: "complete", force: true, text: "tagged" }),
    { text: "Done." },
  ])
  await served.prompt(session, "Go on")
  expect(blocks().slice(3)).toEqual([
    expect.stringMatching(/Always run the tests before[^]*source of this workflow has changed/),
    expect.stringMatching(/Always run the tests before[^]*source of this workflow has changed/),
    expect.stringContaining("Always run all the tests twice before the tag is set"),
    "",
  ])
  const [listed] = scene.main(session).slice(4, 5)
  expect(JSON.stringify(listed?.body)).toContain(
    "\\n- - Always run the tests before the tag is set\\n+ - Always run all the tests twice before the tag is set",
  )
  const last = JSON.stringify(scene.main(session).at(-1)?.body)
  expect(last.match(/Always run (?:all )?the tests/g)).toBe(null)

  scene.play([
    workflow({ action: "start", workflow: "release", text: "version 2" }),
    { text: "On it." },
  ])
  await served.prompt(session, "Start the release workflow for version 2")
  expect(blocks().at(-1)).toMatch(/### release-2 .*\nTask: version 2\n/)
})
