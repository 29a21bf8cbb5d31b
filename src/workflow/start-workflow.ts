import { headOf } from "../session/cut-text.ts"
import { readGuidance } from "./read-guidance.ts"
import type { Guidance } from "./read-guidance.ts"
import { isActive, MOST } from "./record.ts"
import type { InvocationSource, WorkflowRecord } from "./record.ts"
import { activeAlready, nameTooLong, tooManyActive } from "./texts.ts"
import { refused, withRecord } from "./transition.ts"
import type { Transition } from "./transition.ts"

export interface Invocation {
  readonly slug: string
  /** The text of the command or skill, before arguments are put in. */
  readonly text: string
  readonly task: string
  readonly source: InvocationSource
  readonly scope: string
  readonly message: string | undefined
}

export interface StartInput extends Invocation {
  readonly records: readonly WorkflowRecord[]
  readonly words: readonly string[]
  readonly now: number
  readonly digest: (text: string) => string
}

/** Records that a workflow was invoked: from here on its text as it stands now governs. */
export function startWorkflow(input: StartInput): Transition {
  const { records, slug, task, scope, source, message, now } = input
  // A skill is loaded again whenever the model wants to read it again.
  if (source === "skill" && records.some((one) => isActive(one) && one.slug === slug))
    return refused(activeAlready(slug))
  if (records.filter(isActive).length >= MOST.active) return refused(tooManyActive(MOST.active))
  if (slug.length > MOST.slug) return refused(nameTooLong(MOST.slug))
  const read = guidanceOf(input)
  return withRecord(records, {
    id: `${slug}-${1 + newestNumber(records, slug)}`,
    slug,
    status: "active",
    invocation: { source, at: now, ...(message !== undefined && { message }) },
    task: headOf(task, MOST.task),
    scope,
    snapshot: snapshotOf(input),
    obligations: read.obligations,
    omitted: read.omitted,
    checkpoints: read.checkpoints.map((label, index) => ({
      id: String(index + 1),
      label,
      status: "open",
    })),
    updated: now,
  })
}

export const guidanceOf = ({
  text,
  task,
  words,
}: Pick<StartInput, "text" | "task" | "words">): Guidance =>
  readGuidance({ text, typed: task, words })

export const snapshotOf = ({
  text,
  digest,
}: Pick<StartInput, "text" | "digest">): WorkflowRecord["snapshot"] => ({
  digest: digest(text),
  text: headOf(text, MOST.guidance),
})

const newestNumber = (records: readonly WorkflowRecord[], slug: string): number =>
  Math.max(
    0,
    ...records
      .filter((record) => record.slug === slug)
      .map(({ id }) => Number(id.slice(slug.length + 1))),
  )
