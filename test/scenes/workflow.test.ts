import { expect, it } from "vitest"
import { read } from "./tool-work.ts"
import { blockOf, openWorkflowScene, standing, traces, workflow } from "./workflow-scene.ts"

it("a workflow stays out of requests until it is invoked, and leaves nothing when it is complete", async () => {
  const scene = await openWorkflowScene({ host: { files: { "a.ts": "export const a = 1\n" } } })
  const served = await scene.serve()
  const session = await served.createSession()
  scene.play([{ text: "There are /multi-agent-workflow and /worktree-workflow." }])
  await served.prompt(session, "Which workflows are there? Do not start multi-agent-workflow yet.")
  await served.command(session, "greet", "Ada")
  expect(scene.main(session).map(blockOf)).toEqual(["", ""])
  expect(await served.metadata(session)).toEqual({})

  scene.play([
    read("a.ts"),
    workflow({ action: "checkpoint", checkpoint: 1, status: "done", text: "commit 1a2b3c" }),
    workflow({ action: "checkpoint", checkpoint: "9", status: "done", text: "commit 1a2b3c" }),
    workflow({ action: "checkpoint", checkpoint: "2", status: "done" }),
    workflow({ action: "complete" }),
    workflow({ action: "cancel", workflow: "worktree-workflow", text: "no" }),
    workflow({ action: "list", workflow: "multi-agent-workflow-1" }),
    workflow({ action: "complete", force: true, text: "The user takes over" }),
    (request) => ({ text: `Done. ${request.messages.length} messages.` }),
  ])
  await served.command(session, "multi-agent-workflow", "mend the parser")
  const [first, ...requests] = scene.main(session).slice(2)
  // What was refused has changed nothing: the block is the same until the state is another one.
  const states = requests.map(blockOf)
  expect(first && standing(blockOf(first))).toHaveLength(4)
  expect([states[0], ...new Set(states.slice(1))]).toEqual([
    first && blockOf(first),
    expect.stringContaining("Checkpoints closed: 1."),
    "",
  ])
  expect(standing(states[1] ?? "")).toHaveLength(3)
  expect(first && blockOf(first)).toMatch(
    /## Active for this task\n### multi-agent-workflow-1 .*\nTask: mend the parser\n[^]*## Available, not active\n- worktree-workflow: Work in a worktree\n/,
  )

  await served.prompt(session, "Now write a poem")
  const last = scene.main(session).at(-1)
  expect(last && traces(last)).toEqual([])
  // The user's own words stay, and the model can look the rest up.
  expect(JSON.stringify(last?.body)).toMatch(
    /\[compacted guidance: its workflow is over[^"]*recall [0-9a-f]{8}\]\\n\/multi-agent-workflow mend the parser"/,
  )
  await expect
    .poll(() => served.toasts)
    .toEqual([
      expect.stringMatching(
        /^Workflow multi-agent-workflow-1 is active: 4 obligations.*\n- Have the/,
      ),
      "Workflow multi-agent-workflow-1 is completed although checkpoints were open: The user takes over.",
    ])
  // Nothing of it was written into the history.
  expect(JSON.stringify(await served.messages(session))).not.toContain("<workflows>")
})
