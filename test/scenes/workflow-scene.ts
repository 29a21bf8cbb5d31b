import { onTestFinished } from "vitest"
import type { RecordedRequest, Reply } from "../host/reply.ts"
import { createPluggedHost } from "./plugged-host.ts"
import type { PluggedHost, PluggedHostOptions } from "./plugged-host.ts"

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
export const workflowFiles = {
  ".opencode/command/multi-agent-workflow.md": `---\ndescription: Coder, reviewer and merge\nworkflow: true\n---\n${workflowText}\n`,
  ".opencode/command/worktree-workflow.md":
    "---\ndescription: Work in a worktree\nworkflow: true\n---\n- You must never leave the worktree\n",
  ".opencode/command/greet.md": "---\ndescription: Greet\n---\n- You must always greet $1\n",
}

export const workflow = (input: Readonly<Record<string, unknown>>): Reply => ({
  calls: [{ name: "workflow", input }],
})

/** A host with these commands; it ends with the test. */
export const openWorkflowScene = async ({
  host,
  ...options
}: PluggedHostOptions = {}): Promise<PluggedHost> => {
  const plugged = await createPluggedHost({
    options: { summarize: { enabled: false } },
    ...options,
    host: {
      ...host,
      files: { ...workflowFiles, ...host?.files },
    },
  })
  onTestFinished(() => plugged.close())
  return plugged
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
