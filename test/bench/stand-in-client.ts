import { providerID } from "./history.ts"

export interface Limit {
  readonly context: number
  readonly output: number
}

/** About as large as the host's own tools. */
const tools = [
  "read",
  "bash",
  "grep",
  "glob",
  "edit",
  "write",
  "task",
  "todowrite",
  "webfetch",
].map((id) => ({
  id,
  description: `The ${id} tool. ${"It takes what the schema says and answers with text. ".repeat(20)}`,
  parameters: {
    type: "object",
    properties: { filePath: { type: "string", description: "Absolute path" } },
  },
}))

const answer = async (data?: unknown) => ({ data })

/** Answers the calls the plugin makes, at once; what it logs is kept, because it logs its faults. */
export function createStandInClient({
  limit,
  models,
  faults,
}: {
  limit: Limit
  models: readonly string[]
  faults: string[]
}) {
  const known = Object.fromEntries(models.map((id) => [id, { limit }]))
  return {
    config: { providers: () => answer({ providers: [{ id: providerID, models: known }] }) },
    tool: { list: () => answer(tools) },
    session: {
      get: () => answer({ metadata: {} }),
      update: () => answer(),
      messages: () => answer([]),
      summarize: () => answer(),
    },
    tui: { showToast: () => answer() },
    app: {
      log: async ({ body }: { body: { message: string } }) => void faults.push(body.message),
    },
  }
}
