import type { ToolDefinition } from "@opencode-ai/plugin"

/** Calls a tool of the plugin as the host does, in message m9 of session ses_1. */
export const callTool = async (
  tool: ToolDefinition,
  given: Readonly<Record<string, unknown>>,
): Promise<unknown> => {
  const context = { sessionID: "ses_1", messageID: "m9", directory: "/project" }
  // oxlint-disable-next-line no-unsafe-type-assertion -- our tools read no more than this of their context
  return tool.execute(given, context as Parameters<typeof tool.execute>[1])
}
