import { z } from "zod"
import { REASON_CODES, STAGES } from "./edit.ts"
import type { Edit, Target } from "./edit.ts"
import { REJECTIONS } from "./summary/check-summary.ts"
import { readLine } from "./record-line.ts"
import { FAILURES } from "./summary/write-summary.ts"
import { TARGET_FIELDS, WHOLE_MESSAGE } from "./transcript.ts"

/**
 * The one list of what a session's journal holds: flat records, one a line. Content appears only
 * where an edit puts it in a prompt.
 */
const edit = z.object({
  type: z.literal("edit"),
  message: z.string(),
  part: z.string(),
  field: z.enum(TARGET_FIELDS),
  also: z.array(z.string()).readonly().optional(),
  source: z.string(),
  stage: z.enum(STAGES),
  reason: z.enum(REASON_CODES),
  before: z.number(),
  after: z.number(),
  at: z.string(),
  keepsMetadata: z.literal(true).optional(),
  /** At most one of these; none means that nothing stands in the payload's place. */
  text: z.string().optional(),
  input: z.record(z.string(), z.unknown()).optional(),
  dense: z.int().optional(),
})

const request = z.object({
  type: z.literal("request"),
  /** Newest message in the prompt. */
  at: z.string(),
  agent: z.string(),
  model: z.string(),
  /** Tokens. */
  forecast: z.number(),
  limit: z.number(),
  trigger: z.number(),
  /** Tokens before the stages ran, and edits they made. */
  before: z.number(),
  edits: z.number(),
  /** The answered request whose usage the forecast builds on. */
  anchor: z.string().optional(),
  factor: z.number(),
  /** Edits in the journal before this record: fewer at reading mean that some were lost. */
  journaled: z.int(),
  /** Counted tokens of the system text, and of that with messages and inserts; older records lack it. */
  system: z.number(),
  counted: z.number().optional(),
  /** In that, what other plugins added to the messages behind us; below 0 where they took away. */
  others: z.number().optional(),
  /** Milliseconds spent in the plugin before the request. */
  ms: z.number(),
})

const response = z.object({
  type: z.literal("response"),
  message: z.string(),
  /** Tokens the provider reported for the prompt, and what was expected. */
  reported: z.number(),
  forecast: z.number(),
})

const effectAlarm = z.object({
  type: z.literal("effect_alarm"),
  message: z.string(),
  reported: z.number(),
  forecast: z.number(),
  saved: z.number(),
})

/** A request that was over its limit after every stage; nothing was sent. */
const terminal = z.object({
  type: z.literal("dispatch_prompt_overflow_terminal"),
  /** The user message that was not answered. */
  message: z.string(),
  forecast: z.number(),
  limit: z.number(),
  /** The answered request whose usage the forecast was built on. */
  anchor: z.string().optional(),
  /** Where these leave no room for any message, tokens: the message itself is not to blame. */
  around: z.object({ system: z.number(), tools: z.number() }).optional(),
})

/** The host's own compaction was asked for: after the current step, or instead of the request. */
const native = z.object({
  type: z.literal("native-compaction"),
  how: z.enum(["queued", "forced"]),
  at: z.string(),
  user: z.string(),
  forecast: z.number(),
})

/** An edit does not hold any more: its target has other content, or is not in the prompt. */
const voided = z.object({
  type: z.literal("void"),
  cause: z.enum(["changed", "absent"]),
  message: z.string(),
  part: z.string(),
  field: z.enum(TARGET_FIELDS),
  /** The request the edit was decided for, and the newest message when it was found void. */
  decided: z.string(),
  at: z.string(),
})

/** A call fetched again what an edit had taken out of its prompt. */
const refetch = z.object({
  type: z.literal("refetch"),
  message: z.string(),
  part: z.string(),
  tool: z.string(),
  /** The part whose content had gone; of a folded step, its message. */
  pruned: z.string(),
})

/** An attempt to have a region summarized. */
const summary = z.object({
  type: z.literal("summary"),
  /** Digest of the region, and its messages, oldest first. */
  region: z.string(),
  messages: z.array(z.string()).readonly(),
  outcome: z.enum(["started", "accepted", ...REJECTIONS, ...FAILURES]),
  /** A request was held until it ended. */
  awaited: z.boolean(),
  /** Counted tokens of the region as it stood, and of the summary. */
  before: z.number(),
  after: z.number(),
  /** Tokens that the summarizer reported. */
  prompt: z.number(),
  output: z.number(),
  ms: z.number(),
  text: z.string().optional(),
  /** Of what has started: until then nobody else begins, milliseconds since the epoch. */
  until: z.number().optional(),
})

/** A summary took the place of its steps. */
const summarized = z.object({
  type: z.literal("summarized"),
  region: z.string(),
  /** Tokens that went, that the summarizer had cost, and that the provider's cache has to read anew. */
  removed: z.number(),
  spent: z.number(),
  rewritten: z.number(),
  /** In money where the host knows prices: saved with each later request, and the price of all that. */
  savedEach: z.number().optional(),
  cost: z.number().optional(),
  at: z.string(),
})

/** Text of ours, from this message on; the one before it is gone. */
const insert = z.object({
  type: z.literal("insert"),
  after: z.string(),
  text: z.string(),
  tokens: z.number(),
})

/** This session is a copy: edits that follow were carried over from the origin's journal. */
const fork = z.object({ type: z.literal("fork"), origin: z.string(), at: z.string() })

const recordSchema = z.discriminatedUnion("type", [
  edit,
  request,
  response,
  effectAlarm,
  terminal,
  native,
  voided,
  refetch,
  summary,
  summarized,
  insert,
  fork,
])

export type JournalRecord = z.output<typeof recordSchema>

export const readRecord = (line: string, session: string): JournalRecord | undefined =>
  readLine(line, session, recordSchema)

export function editRecord({ target, replacement, ...rest }: Edit): JournalRecord {
  return {
    type: "edit",
    ...target,
    ...rest,
    ...(replacement.kind === "text" ? { text: replacement.text } : {}),
    ...(replacement.kind === "input" ? { input: { ...replacement.input } } : {}),
    ...(replacement.kind === "dense" ? { dense: replacement.version } : {}),
  }
}

export function recordEdit(record: Extract<JournalRecord, { type: "edit" }>): Edit {
  const { type: _type, message, part, field, also, text, input, dense, ...rest } = record
  const target: Target =
    field === WHOLE_MESSAGE
      ? { message, part: "", field, ...(also && { also }) }
      : { message, part, field }
  if (text !== undefined) return { ...rest, target, replacement: { kind: "text", text } }
  if (input !== undefined) return { ...rest, target, replacement: { kind: "input", input } }
  if (dense !== undefined)
    return { ...rest, target, replacement: { kind: "dense", version: dense } }
  return { ...rest, target, replacement: { kind: "drop" } }
}
