import fs from "node:fs"
import { z } from "zod"

const editSchema = z.looseObject({
  type: z.literal("edit"),
  stage: z.string(),
  reason: z.string(),
  before: z.number(),
  after: z.number(),
})
const requestSchema = z.looseObject({
  type: z.literal("request"),
  forecast: z.number(),
  before: z.number(),
  limit: z.number(),
  trigger: z.number(),
  factor: z.number(),
})

export type JournalEdit = z.infer<typeof editSchema>

/** What the plugin decided about one main request. */
export interface JournalStep {
  readonly request: z.infer<typeof requestSchema>
  readonly edits: readonly JournalEdit[]
}

const parseLine = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    // A last line that is still being written.
    return undefined
  }
}

/** The plugin's journal as one step for each request record, with the edits recorded before it. */
export const readJournalSteps = (file: string): JournalStep[] => {
  if (!fs.existsSync(file)) return []
  const steps: JournalStep[] = []
  let edits: JournalEdit[] = []
  for (const line of fs.readFileSync(file, "utf8").split("\n")) {
    const record = parseLine(line)
    const edit = editSchema.safeParse(record)
    if (edit.success) edits.push(edit.data)
    const request = requestSchema.safeParse(record)
    if (!request.success) continue
    steps.push({ request: request.data, edits })
    edits = []
  }
  return steps
}
