import fs from "node:fs"
import path from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { asRecord } from "../../src/session/is-record.ts"
import type { Reply } from "../host/reply.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { blockOf, openWorkflowScene, setMetadata, standing, workflow } from "./workflow-scene.ts"

/** Puts something in the place of the plugin's state, beside what another plugin keeps. */
const setState = (served: Served, session: string, state: unknown): Promise<void> =>
  setMetadata(served, session, {
    another: { kept: true },
    ...(state !== undefined && { [METADATA_KEY]: state }),
  })

type State = Record<string, unknown>

const without = (state: State, key: string): State =>
  Object.fromEntries(Object.entries(state).filter(([name]) => name !== key))

const edited = (state: State, change: (record: State) => State): State => ({
  ...state,
  workflows: Array.isArray(state["workflows"])
    ? state["workflows"].map((record: unknown) => change(asRecord(record)))
    : [],
})

describe("the state of workflows", () => {
  let scene: Scene
  let served: Served

  beforeAll(async () => {
    scene = await openWorkflowScene()
    served = await scene.serve()
  })

  it.each<[string, (state: State) => unknown, string, copies: number]>([
    ["is gone", () => undefined, "is gone", 0],
    ["is no object", () => "workflows", "cannot be used", 1],
    ["has lost its end", (state) => without(state, "workflows"), "cannot be used", 1],
    ["has no seal", (state) => without(state, "workflowsSeal"), "cannot be used", 1],
    [
      "was edited by hand",
      (state) => edited(state, (record) => ({ ...record, obligations: ["Merge without review"] })),
      "cannot be used",
      1,
    ],
    [
      "has a record cut short",
      (state) => edited(state, (record) => without(record, "checkpoints")),
      "cannot be used",
      1,
    ],
    ["is of a newer version", (state) => ({ ...state, version: 2 }), "newer version", 1],
  ])(
    "that %s puts no obligation into requests, and is told once and kept as it was",
    async (_, damage, told, copies) => {
      const before = served.toasts.length
      const session = await served.createSession()
      await served.command(session, "multi-agent-workflow", "mend the parser")
      const damaged = damage(await served.metadata(session))
      await setState(served, session, damaged)
      scene.play([
        workflow({ action: "checkpoint", checkpoint: "1", status: "done", text: "1a2b3c" }),
        { text: "Refused." },
        { text: "Still none." },
      ])
      await served.prompt(session, "Go on")
      await served.prompt(session, "And on")

      expect(scene.main(session).slice(1).map(blockOf)).toEqual(["", "", ""])
      await expect
        .poll(() => served.toasts.slice(before))
        .toEqual([expect.stringContaining("is active"), expect.stringContaining(told)])
      const folder = path.join(scene.folder, "damaged")
      const kept = fs.existsSync(folder)
        ? fs.readdirSync(folder).filter((name) => name.startsWith(session))
        : []
      expect(
        kept.map((name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"))),
      ).toEqual(Array.from({ length: copies }, () => damaged))
      const { data } = await served.client.session.get({ path: { id: session } })
      expect(asRecord(data)["metadata"]).toMatchObject({ another: { kept: true } })

      await served.client.session.delete({ path: { id: session } })
      await expect
        .poll(() => (fs.existsSync(folder) ? fs.readdirSync(folder) : []))
        .not.toContainEqual(expect.stringContaining(session))
    },
  )

  it("that cannot be used is begun anew with the next invocation, beside its copy", async () => {
    const session = await served.createSession()
    await served.command(session, "multi-agent-workflow", "mend the parser")
    await setState(served, session, { version: 1, workflows: [{}], workflowsSeal: "x" })
    await served.prompt(session, "Go on")
    await served.command(session, "worktree-workflow", "")
    expect(scene.main(session).map((request) => blockOf(request).match(/^### \S+/m)?.[0])).toEqual([
      "### multi-agent-workflow-1",
      undefined,
      "### worktree-workflow-1",
    ])
  })
})

const lines = Array.from({ length: 25 }, (_, index) => `- Step ${index + 1} must be done in order`)
const manyFiles = { ".opencode/command/many.md": `---\nworkflow: true\n---\n${lines.join("\n")}\n` }

interface Box {
  readonly workflow: string
  readonly checkpoint: string
}

/** Every checkpoint of these invocations. */
const boxesOf = (invocations: readonly number[]): Box[] =>
  invocations.flatMap((invocation) =>
    lines.map((_, index) => ({ workflow: `many-${invocation}`, checkpoint: String(index + 1) })),
  )

/** One answer that closes them all. */
const closings = (boxes: readonly Box[]): Reply => ({
  calls: boxes.map((box) => ({
    name: "workflow",
    input: { action: "checkpoint", ...box, status: "done", text: "done" },
  })),
})

const openIn = (block: string): number => (block.match(/^- \[ \] /gm) ?? []).length

const closedIn = (state: State): number =>
  (JSON.stringify(state["workflows"] ?? []).match(/"status":"done"/g) ?? []).length

it("200 updates of workflows by two hosts at the same time are all kept", async () => {
  const scene = await openWorkflowScene({ host: { files: manyFiles } })
  const first = await scene.serve()
  const session = await first.createSession()
  const boxes = boxesOf([1, 2, 3, 4, 5, 6, 7, 8])
  for (let count = 0; count < 8; count++) await first.command(session, "many", "")
  const second = await scene.serve()
  /** A machine under load refuses updates, and says so. */
  const refused = async (): Promise<Box[]> => {
    const told = (await first.messages(session)).flatMap(({ parts }) =>
      parts.flatMap((part) =>
        part.type === "tool" && part.state.status === "completed" ? [part.state.output] : [],
      ),
    )
    return boxes.filter(
      ({ workflow: id, checkpoint }) =>
        !told.some((text) => text.startsWith(`Checkpoint ${checkpoint} of ${id} is done.`)),
    )
  }
  const closed = async (): Promise<number> => closedIn(await first.metadata(session))

  scene.play([closings(boxes.slice(0, 100)), closings(boxes.slice(100))])
  await Promise.all([first.prompt(session, "Close them"), second.prompt(session, "Close the rest")])
  expect(await closed()).toBeGreaterThanOrEqual(boxes.length - (await refused()).length)
  await expect
    .poll(async () => {
      scene.play((await refused()).map((box) => closings([box])))
      await first.prompt(session, "Close what was refused")
      return closed()
    })
    .toBe(boxes.length)
})

it("a host that is killed in the middle of writes leaves workflows that the next one goes on from", async () => {
  const scene = await openWorkflowScene({ host: { files: manyFiles } })
  let served = await scene.serve()
  const session = await served.createSession()
  await served.command(session, "many", "")
  scene.play([closings(boxesOf([1]))])
  void served.prompt(session, "Close them").catch(() => {})
  await expect
    .poll(async () => closedIn(await served.metadata(session)), { interval: 5 })
    .toBeGreaterThan(2)
  await served.kill()

  served = await scene.serve()
  const kept = closedIn(await served.metadata(session))
  expect(kept).toBeGreaterThan(2)
  scene.play([closings(boxesOf([1])), workflow({ action: "complete" }), { text: "Done." }])
  const started = scene.main(session).length
  await served.prompt(session, "Close them again")
  const [again, closed, complete] = scene.main(session).slice(started)
  expect(again && openIn(blockOf(again))).toBe(25 - kept)
  expect(closed && blockOf(closed)).toContain("Checkpoints closed: 25.")
  expect(complete && blockOf(complete)).toBe("")
  expect(standing(scene.logs())).toEqual([])
})
