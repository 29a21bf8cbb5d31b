import fs from "node:fs"
import path from "node:path"
import { z } from "zod"
import { isDenied } from "./agents.ts"
import type { Agent } from "./agents.ts"
import { nextID } from "./ids.ts"
import { outputFolder, setting, trigger } from "./instance.ts"
import type { Instance } from "./instance.ts"
import type { PermissionRule } from "./stored.ts"
import { maxBytes, maxLines } from "./tools/tool.ts"
import type { Tool, ToolResult } from "./tools/tool.ts"

export interface ToolEntry {
  readonly id: string
  readonly run: Tool
}

/** A tool as a request carries it. */
export interface DescribedTool {
  readonly type: "function"
  readonly function: {
    readonly name: string
    readonly description: string
    readonly parameters: unknown
  }
}

interface Definition {
  description: string
  parameters: unknown
  jsonSchema?: unknown
}

const argsSchema = z.record(z.string(), z.instanceof(z.ZodType))

const schemaOf = (args: Record<string, z.ZodType>): unknown => {
  const { $schema, ...schema } = z.toJSONSchema(z.object(args), { io: "input" })
  return { $schema, ...schema }
}

const childAgents = ({ agents }: Instance): string =>
  agents
    .filter(({ mode, hidden }) => mode !== "primary" && !hidden)
    .map(({ name, description = "" }) => `- ${name}: ${description}`)
    .join("\n")

/** The last paragraph of what the host says of the task tool lists its agents under a title. */
const splitAgents = (description: string): { readonly task: string; readonly title: string } => {
  const at = description.lastIndexOf("\n\n")
  const [title = ""] = description.slice(at).trim().split("\n")
  return { task: description.slice(0, at), title }
}

/** The list that the host adds behind the hook. */
const agentList = (host: Instance): string => {
  const task = host.texts.tools.find((tool) => tool.function.name === "task")
  return `${splitAgents(task?.function.description ?? "").title}\n${childAgents(host)}`
}

const builtIn = (host: Instance, id: string): Definition => {
  const known = host.texts.tools.find((tool) => tool.function.name === id)?.function
  if (!known) return { description: "Do not use", parameters: {} }
  const { description, parameters } = known
  return id === "task"
    ? { description: splitAgents(description).task, parameters, jsonSchema: parameters }
    : { description, parameters }
}

const pluginTools = ({ hooks }: Instance) => Object.entries(hooks.tool ?? {})

/** Asks the plugin about every tool, and gives those that a request carries, by name. */
export const describeTools = async (
  host: Instance,
  agent: Agent,
  rules: readonly PermissionRule[],
): Promise<DescribedTool[]> => {
  const own = pluginTools(host).map(([id, tool]): [string, Definition] => {
    const jsonSchema = schemaOf(argsSchema.parse(tool.args))
    return [id, { description: tool.description, parameters: tool.args, jsonSchema }]
  })
  const all: [string, Definition][] = [
    ...host.texts.toolIDs.map((id): [string, Definition] => [id, builtIn(host, id)]),
    ...own,
  ]
  await Promise.all(
    all.map(([toolID, output]) => trigger(host, "tool.definition", { toolID }, output)),
  )
  return all
    .filter(([id]) => id !== "invalid" && !isDenied(id, [...agent.permission, ...rules]))
    .map(([name, { description, parameters, jsonSchema }]): DescribedTool => ({
      type: "function",
      function: {
        name,
        description: name === "task" ? `${description}\n\n${agentList(host)}` : description,
        parameters: jsonSchema ?? parameters,
      },
    }))
    .toSorted((a, b) => (a.function.name < b.function.name ? -1 : 1))
}

/** What is longer than the host shows goes into a file. */
export const shortened = (host: Instance, result: ToolResult): ToolResult => {
  const limit = Number(setting(host, "tool_output", "max_lines") ?? maxLines)
  const lines = result.output.split("\n")
  if (lines.length <= limit && Buffer.byteLength(result.output) <= maxBytes)
    return { ...result, metadata: { ...result.metadata, truncated: false } }
  const kept: string[] = []
  let bytes = 0
  for (const line of lines.slice(0, limit)) {
    bytes += Buffer.byteLength(line) + 1
    if (bytes > maxBytes) break
    kept.push(line)
  }
  const folder = outputFolder(host)
  const outputPath = path.join(folder, nextID("prt").replace("prt", "tool"))
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(outputPath, result.output)
  const note = `...${lines.length - kept.length} lines truncated...\n\nFull output saved to: ${outputPath}`
  return {
    ...result,
    output: `${kept.join("\n")}\n\n${note}`,
    metadata: { ...result.metadata, truncated: true, outputPath },
  }
}

const attachmentSchema = z.object({ type: z.literal("file"), mime: z.string(), url: z.string() })
const resultSchema = z.union([
  z.string().transform((output) => ({ title: "", output, metadata: {}, attachments: undefined })),
  z.object({
    title: z.string().default(""),
    output: z.string(),
    metadata: z.record(z.string(), z.unknown()).default({}),
    attachments: z.array(attachmentSchema).optional(),
  }),
])

/** The plugin's own tools. */
export const pluginEntries = (host: Instance): ToolEntry[] =>
  pluginTools(host).map(([id, tool]) => ({
    id,
    run: async (call) => {
      // The host does not hold inputs to the schemas of plugins.
      const answer = await tool.execute(call.input, {
        sessionID: call.sessionID,
        messageID: call.messageID,
        agent: call.agent,
        directory: host.project,
        worktree: host.project,
        abort: call.abort,
        metadata: ({ title, metadata = {} }) =>
          call.progress({ metadata, ...(title !== undefined && { title }) }),
        ask: async () => {},
      })
      const { attachments, ...result } = resultSchema.parse(answer)
      return shortened(host, { ...result, ...(attachments?.length && { attachments }) })
    },
  }))
