import fs from "node:fs"
import path from "node:path"
import { beforeAll, describe, expect, it } from "vitest"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { asRecord } from "../../src/session/is-record.ts"
import type { Scene } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { blockOf, openWorkflowScene, setMetadata, workflow } from "./workflow-scene.ts"

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
