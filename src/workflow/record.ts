import { z } from "zod"

/** Bounds of what a session keeps of its workflows; characters where nothing else is said. */
export const MOST = {
  active: 8,
  closed: 24,
  /** Closed workflows that keep their guidance, so that an undone closing finds it again. */
  closedWithGuidance: 4,
  lines: 32,
  line: 400,
  task: 2_000,
  guidance: 20_000,
  evidence: 500,
  slug: 200,
} as const

const line = z.string().min(1).max(MOST.line)
/** Milliseconds since the epoch. */
const time = z.number().nonnegative()
/** The message in which something happened: where it is undone, that is taken back. */
const message = z.string().optional()

const checkpointSchema = z.strictObject({
  /** Its number in the workflow, from 1. */
  id: z.string(),
  label: line,
  status: z.enum(["open", "done", "waived"]),
  evidence: z.string().max(MOST.evidence).optional(),
  at: time.optional(),
  message,
})

export const INVOCATIONS = ["command", "skill", "tool", "dispatch"] as const

/** What the text of a workflow asks for. */
const guidanceShape = {
  /** The text, before arguments are put in, with the digest of all of it. */
  snapshot: z.strictObject({ digest: z.string(), text: z.string().max(MOST.guidance) }),
  obligations: z.array(line).max(MOST.lines).readonly(),
  /** Lines of the guidance that there was no room for. */
  omitted: z.int().nonnegative(),
  checkpoints: z.array(checkpointSchema).max(MOST.lines).readonly(),
}

/** One workflow that somebody invoked in this session, and how far it has come. */
const recordSchema = z.strictObject({
  /** Slug and number of the invocation: several of one slug can be active. */
  id: z.string(),
  slug: z.string().min(1).max(MOST.slug),
  status: z.enum(["active", "completed", "cancelled"]),
  invocation: z.strictObject({ source: z.enum(INVOCATIONS), at: time, message }),
  /** What was asked for, in the user's words. */
  task: z.string().max(MOST.task),
  /** The directory it is about. */
  scope: z.string(),
  /** The guidance as it stood at the invocation or the newest rebase, which governs. */
  ...guidanceShape,
  updated: time,
  /** The newest rebase, and what governed before it. */
  rebased: z.strictObject({ message, before: z.strictObject(guidanceShape) }).optional(),
  closing: z
    .strictObject({ at: time, reason: z.string().max(MOST.evidence), forced: z.boolean(), message })
    .optional(),
})

export const recordsSchema = z
  .array(recordSchema)
  .max(MOST.active + MOST.closed)
  .readonly()

export type Checkpoint = z.output<typeof checkpointSchema>
export type WorkflowRecord = z.output<typeof recordSchema>
export type InvocationSource = (typeof INVOCATIONS)[number]

export const isActive = ({ status }: WorkflowRecord): boolean => status === "active"

export const openCheckpoints = ({ checkpoints }: WorkflowRecord): readonly Checkpoint[] =>
  checkpoints.filter(({ status }) => status === "open")
