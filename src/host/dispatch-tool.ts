import type { ToolDefinition } from "@opencode-ai/plugin"
import { z } from "zod"
import * as texts from "../dispatch/wave/tool-texts.ts"
import type { Runtime } from "./runtime.ts"

const requestSchema = z.object({
  action: z.enum(["plan", "synthesis", "status"]).describe(texts.DISPATCH_ARGUMENTS.action),
  count: z.number().optional().describe(texts.DISPATCH_ARGUMENTS.count),
  tasks: z.array(z.string()).optional().describe(texts.DISPATCH_ARGUMENTS.tasks),
  text: z.string().optional().describe(texts.DISPATCH_ARGUMENTS.text),
})
export type DispatchCall = z.output<typeof requestSchema> & { readonly message: string }

interface CallContext {
  readonly sessionID: string
  readonly messageID: string
}

/** The tool by which an orchestrator declares a wave, keeps what it found, and asks where its run stands. */
export function createDispatchTool(runtime: Runtime): ToolDefinition {
  // oxlint-disable-next-line no-unsafe-type-assertion -- the host package types schemas with its own zod
  return {
    description: texts.DISPATCH_DESCRIPTION,
    args: requestSchema.shape,
    execute: async (given: unknown, { sessionID, messageID }: CallContext) => {
      const request = requestSchema.safeParse(given)
      if (!request.success)
        throw new Error(texts.invalidDispatchCall(z.prettifyError(request.error)))
      const asked = { ...request.data, message: messageID }
      const { answerDispatchCall } = await import("./answer-dispatch-call.ts")
      return answerDispatchCall(runtime, runtime.sessions.get(sessionID), asked)
    },
  } as unknown as ToolDefinition
}
