import type { RecordedRequest, Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene, SceneOptions } from "./open-scene.ts"
import type { Served } from "./served.ts"
import { call } from "./tool-work.ts"

export const obligations = [
  "Have the coder sub-agent implement the change in a worktree of its own",
  "Get an approval by the reviewer sub-agent before anything is merged",
  "Merge only the commit that was reviewed",
  "Close the ticket with the hash of the merge",
] as const

export const workflowText = [
  "# Multi-agent workflow",
  "",
  "Task: $ARGUMENTS",
  "",
  "## Obligations",
  ...obligations.map((line) => `- ${line}`),
].join("\n")

/** Commands as files: one declares itself a workflow, one does not. */
const workflowFiles = {
  ".opencode/command/multi-agent-workflow.md": `---\ndescription: Coder, reviewer and merge\nworkflow: true\n---\n${workflowText}\n`,
  ".opencode/command/worktree-workflow.md":
    "---\ndescription: Work in a worktree\nworkflow: true\n---\n- You must never leave the worktree\n",
  ".opencode/command/greet.md": "---\ndescription: Greet\n---\n- You must always greet $1\n",
}

export const workflow = (input: Readonly<Record<string, unknown>>): Reply => call("workflow", input)
export const dispatch = (prompt: string): Reply =>
  call("task", { description: "Help", prompt, subagent_type: "general" })

/** A host with these commands. */
export const openWorkflowScene = ({ host, ...options }: SceneOptions = {}): Promise<Scene> =>
  openScene({
    plugin: { summarize: { enabled: false } },
    ...options,
    host: { ...host, files: { ...workflowFiles, ...host?.files } },
  })

/** Replaces the session's metadata, as somebody other than the plugin would. */
export const setMetadata = async (
  { client }: Served,
  session: string,
  metadata: Readonly<Record<string, unknown>>,
): Promise<void> => {
  // The v1 types leave `metadata` out; the host takes it.
  const body: { title?: string; metadata: typeof metadata } = { metadata }
  await client.session.update({ path: { id: session }, body, throwOnError: true })
}

/** The block of active workflows in a request; empty where there is none. */
export const blockOf = ({ messages }: RecordedRequest): string => {
  const blocks = messages.flatMap(({ text }) => text.match(/<workflows>[^]*?<\/workflows>/g) ?? [])
  if (blocks.length > 1) throw new Error(`${blocks.length} blocks in one request`)
  return blocks.join("")
}

/** Which of the obligations stand in a text. */
export const standing = (text: string): string[] =>
  obligations.filter((line) => text.includes(line))

/** Which of the obligations stand anywhere in the body of a request. */
export const traces = ({ body }: RecordedRequest): string[] => standing(JSON.stringify(body))
