import { asRecord } from "../../src/session/is-record.ts"
import { partIDs, savePart, trigger } from "./instance.ts"
import type { Instance } from "./instance.ts"
import type { ModelAnswer } from "./ask.ts"
import type { AssistantInfo, ToolPart, ToolState } from "./stored.ts"
import type { ToolEntry } from "./tool-list.ts"

interface CallOptions {
  readonly host: Instance
  readonly info: AssistantInfo
  readonly entries: readonly ToolEntry[]
  /** Names of the tools that the request carried; not all of them can be run here. */
  readonly offered: readonly string[]
  readonly abort: AbortSignal
}

const invalid: ToolEntry = {
  id: "invalid",
  run: ({ input }) => ({
    title: "Invalid Tool",
    output: `The arguments provided to the tool are invalid: ${String(input["error"])}`,
    metadata: { truncated: false },
  }),
}

const parseInput = (json: string): Record<string, unknown> => {
  try {
    return asRecord(JSON.parse(json))
  } catch {
    return {}
  }
}

/** What the model asked for; a tool that is not there becomes the host's own `invalid`. */
const chosen = (
  { entries, offered }: CallOptions,
  { name, input }: ModelAnswer["calls"][number],
): { readonly entry: ToolEntry; readonly input: Record<string, unknown> } => {
  const entry = entries.find(({ id }) => id === name)
  if (entry) return { entry, input: parseInput(input) }
  const available = [...offered, "invalid"].toSorted().join(", ")
  const error = `Model tried to call unavailable tool '${name}'. Available tools: ${available}.`
  return { entry: invalid, input: { tool: name, error } }
}

/** Runs one call to its end; whatever goes wrong stands in its part. */
export const runCall = async (
  options: CallOptions,
  call: ModelAnswer["calls"][number],
): Promise<void> => {
  const { host, info, abort } = options
  const { entry, input } = chosen(options, call)
  const start = Date.now()
  const part: ToolPart = {
    ...partIDs(info),
    type: "tool",
    tool: call.name,
    callID: call.id,
    state: { status: "pending", input: {}, raw: "" },
  }
  savePart(host, part)
  part.tool = entry.id
  const show = (state: ToolState): void => {
    if (part.state.status !== "completed" && part.state.status !== "error") part.state = state
    savePart(host, part)
  }
  const hookInput = { tool: entry.id, sessionID: info.sessionID, callID: call.id }
  // The tool and the part have the very object that the hook may change; another one is not looked at.
  show({ status: "running", input, time: { start } })
  try {
    await trigger(host, "tool.execute.before", hookInput, { args: input })
    const result = await entry.run({
      input,
      sessionID: info.sessionID,
      messageID: info.id,
      callID: call.id,
      agent: info.agent,
      abort,
      progress: (state) => show({ status: "running", input, time: { start }, ...state }),
    })
    const output: {
      title: string
      output: string
      metadata: Record<string, unknown>
      attachments?: unknown
    } = {
      title: result.title,
      output: result.output,
      metadata: { ...result.metadata },
      ...(result.attachments && {
        attachments: result.attachments.map((one) => ({ ...one, ...partIDs(info) })),
      }),
    }
    await trigger(host, "tool.execute.after", { ...hookInput, args: input }, output)
    const attachments = (result.attachments ?? []).map((one) => ({ ...one, ...partIDs(info) }))
    show({
      status: "completed",
      input,
      output: output.output,
      title: output.title,
      metadata: output.metadata,
      time: { start, end: Date.now() },
      ...(attachments.length > 0 && { attachments }),
    })
  } catch (cause) {
    const error = cause instanceof Error ? cause.message : String(cause)
    const { metadata } = part.state
    show({
      status: "error",
      input,
      error,
      ...(metadata && { metadata }),
      time: { start, end: Date.now() },
    })
  }
}
