import { z } from "zod"
import { DISPATCH_STAGES } from "../prompt/dispatch-stages.ts"
import { CONTRACT_ERRORS, CONTRACT_KINDS, dispatchResult } from "./contract.ts"

/**
 * What a session's journal holds about its dispatches: flat lines in the order in which they were
 * written, by one process or several. A run is folded from them; nothing else is stored.
 */

const time = z.number()
const tokens = z.number().min(0)

/** What became of a prompt on its way out. */
export const DISPATCH_CODES = [
  "dispatch_prompt_overflow_terminal",
  "dispatch_budget_invalid",
] as const

const sent = z.object({
  type: z.literal("dispatch"),
  /** Id of the part that holds the tool call: unique, unlike the provider's id of the call. */
  call: z.string(),
  /** The message that made the call. */
  message: z.string().optional(),
  /** Milliseconds since the epoch. */
  at: time,
  /** The process that dispatched, and its machine. */
  pid: z.int(),
  host: z.string(),
  /** The agent's name where the user mapped it to no role. */
  role: z.string(),
  like: z.enum(CONTRACT_KINDS).optional(),
  agent: z.string(),
  /** Empty where nobody mapped the agent. */
  task: z.string(),
  stage: z.enum(DISPATCH_STAGES),
  /** Tokens of the prompt. */
  before: tokens,
  after: tokens,
  budget: tokens,
  guide: z.enum(["none", "full", "compact"]),
  /** Digests of what is the same for every task of the role, and of all: providers cache by them. */
  stablePrefixHash: z.string().optional(),
  fullPromptHash: z.string().optional(),
  /** Set: nothing was dispatched. */
  code: z.enum(DISPATCH_CODES).optional(),
  /** Compacted because the policy says so, not because a user asked. */
  auto: z.boolean(),
})

/** The sub-agent's session exists: only now it has seen its guide. */
const started = z.object({
  type: z.literal("dispatch-started"),
  call: z.string(),
  at: time,
  child: z.string(),
})

const result = z.object({
  type: z.literal("dispatch-result"),
  call: z.string(),
  at: time,
  child: z.string().optional(),
  /** Tokens of the whole answer. */
  tokens,
  result: dispatchResult.optional(),
  code: z.enum([...CONTRACT_ERRORS, "dispatch_execution_failed"]).optional(),
  /** Of the answer as it was, where it was put aside. */
  handle: z.string().optional(),
})

/** Dispatches that belong together. */
const wave = z.object({
  type: z.literal("wave"),
  at: time,
  /** Whose calls are the wave, or that declared it. */
  message: z.string().optional(),
  count: z.int().min(1),
  tasks: z.array(z.string()).readonly().optional(),
  /** How results come back, where that was decided with it. */
  pattern: z.enum(["direct", "summary", "file"]).optional(),
  /** Declared before it was made; else its calls were counted as they came. */
  isPlanned: z.boolean(),
})

const synthesis = z.object({ type: z.literal("wave-synthesis"), at: time, text: z.string() })

/** The user's next prompt: what was under way as a wave is over. */
const prompt = z.object({ type: z.literal("prompt"), at: time })

/** The user took back the message that dispatched. */
const undone = z.object({ type: z.literal("dispatch-undone"), at: time, message: z.string() })

export const dispatchRecords = [sent, started, result, wave, synthesis, prompt, undone] as const

export const dispatchRecord = z.discriminatedUnion("type", dispatchRecords)

export type DispatchRecord = z.output<typeof dispatchRecord>
export type SentRecord = z.output<typeof sent>
export type ResultRecord = z.output<typeof result>
