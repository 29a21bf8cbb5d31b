import type { ToolDefinition } from "@opencode-ai/plugin"
import { z } from "zod"
import { recall } from "../session/recall.ts"
import { RECALL_ARGUMENTS, RECALL_DESCRIPTION } from "../session/texts.ts"
import { createDecode } from "./decode.ts"
import { digest } from "./digest.ts"
import type { Runtime } from "./runtime.ts"

export function createRecallTool({
  client,
  sessions,
}: Pick<Runtime, "client" | "sessions">): ToolDefinition {
  const args = {
    handle: z.string().describe(RECALL_ARGUMENTS.handle),
    lines: z.string().optional().describe(RECALL_ARGUMENTS.lines),
    pattern: z.string().optional().describe(RECALL_ARGUMENTS.pattern),
  }
  // oxlint-disable-next-line no-unsafe-type-assertion -- the host package types schemas with its own zod
  return {
    description: RECALL_DESCRIPTION,
    args,
    async execute(
      request: { handle: string; lines?: string | undefined; pattern?: string | undefined },
      { sessionID, directory }: { sessionID: string; directory: string },
    ) {
      const messages = await client.messages(sessionID)
      if (!messages) throw new Error("The session's messages could not be read; try again.")
      const transcript = createDecode({ restoreCleared: true })(messages, { sessionID, directory })
      const { edits } = sessions.get(sessionID).journal.refresh()
      const { text, media } = recall({ transcript, edits, request, digest })
      return {
        title: `recall ${request.handle}`,
        output: text,
        attachments: media.map(({ mime, name, url }) => ({
          type: "file" as const,
          mime,
          url,
          filename: name,
        })),
      }
    },
  } as unknown as ToolDefinition
}
