import type { ToolDefinition } from "@opencode-ai/plugin"
import { z } from "zod"
import { handleIn, recall, recallText, UnknownHandleError } from "../session/recall.ts"
import type { Recalled } from "../session/recall.ts"
import { RECALL_ARGUMENTS, RECALL_DESCRIPTION } from "../session/recall-texts.ts"
import { createDecode } from "./decode.ts"
import { digest } from "./digest.ts"
import type { Parent } from "./host-client.ts"
import type { Runtime } from "./runtime.ts"

export function createRecallTool({
  client,
  sessions,
  spilled,
}: Pick<Runtime, "client" | "sessions" | "spilled">): ToolDefinition {
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
      const title = `recall ${request.handle}`
      const whole = await findSpilled({ client, spilled }, sessionID, handleIn(request.handle))
      if (typeof whole === "string") return { title, output: recallText(whole, request).text }
      const messages = await client.messages(sessionID)
      if (!messages) throw new Error(UNREAD)
      const transcript = createDecode({ restoreCleared: true })(messages, { sessionID, directory })
      const { edits } = sessions.get(sessionID).journal.refresh()
      const { text, media } = whole.isUnread
        ? recallHere({ transcript, edits, request, digest })
        : recall({ transcript, edits, request, digest })
      return {
        title,
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

const UNREAD = "The session's messages could not be read; try again."

/** What is not here may stand in a session that could not be read: then it is not unknown. */
function recallHere(input: Parameters<typeof recall>[0]): Recalled {
  try {
    return recall(input)
  } catch (cause) {
    throw cause instanceof UnknownHandleError ? new Error(UNREAD, { cause }) : cause
  }
}

/** A sub-agent of a sub-agent of a sub-agent: more than the host allows by default. */
const MOST_ANCESTORS = 4

/** A text that was taken out of a result, or of the prompt of this sub-agent or one it works for. */
async function findSpilled(
  { client, spilled }: Pick<Runtime, "client" | "spilled">,
  sessionID: string,
  handle: string,
): Promise<string | { readonly isUnread: boolean }> {
  let at: string | undefined = sessionID
  for (let depth = 0; at !== undefined && depth < MOST_ANCESTORS; depth++) {
    const found = spilled.find(at, handle)
    if (found !== undefined) return found
    // oxlint-disable-next-line no-await-in-loop -- each is the parent of the one before
    const parent: Parent | undefined = await client.parent(at)
    if (!parent) return { isUnread: true }
    at = parent.id
  }
  return { isUnread: false }
}
