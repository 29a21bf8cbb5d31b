import type { Reply } from "../host/reply.ts"

const lines = Array.from({ length: 25 }, (_, index) => `- Step ${index + 1} must be done in order`)
export const manyFiles = {
  ".opencode/command/many.md": `---\nworkflow: true\n---\n${lines.join("\n")}\n`,
}

export interface Box {
  readonly workflow: string
  readonly checkpoint: string
}

/** Every checkpoint of these invocations. */
export const boxesOf = (invocations: readonly number[]): Box[] =>
  invocations.flatMap((invocation) =>
    lines.map((_, index) => ({ workflow: `many-${invocation}`, checkpoint: String(index + 1) })),
  )

/** One answer that closes them all. */
export const closings = (boxes: readonly Box[]): Reply => ({
  calls: boxes.map((box) => ({
    name: "workflow",
    input: { action: "checkpoint", ...box, status: "done", text: "done" },
  })),
})

/** Checkpoints that are closed in the plugin's state. */
export const closedIn = (state: Readonly<Record<string, unknown>>): number =>
  (JSON.stringify(state["workflows"] ?? []).match(/"status":"done"/g) ?? []).length
