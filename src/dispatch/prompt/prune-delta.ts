import { headOf, tailOf } from "../../session/cut-text.ts"
import { deltaJson } from "./delta-json.ts"
import { dropSection, placeholderOf } from "./dropped-section.ts"
import type { DroppedSection } from "./dropped-section.ts"
import type { DeltaPacket } from "./dispatch-prompt.ts"

export interface PruneDeltaInput {
  readonly delta: DeltaPacket
  readonly digest: (text: string) => string
  /** Whether the prompt fits with this as the JSON of its delta context. */
  readonly fits: (json: string) => boolean
  /** Whether what a review asks for may be clipped as well, at the very end. */
  readonly clipsReview: boolean
}

export interface PrunedDelta {
  readonly json: string
  readonly dropped: readonly DroppedSection[]
}

interface Field {
  readonly key: string
  readonly value: DeltaPacket[string]
  /** What the placeholder in the value stands for. */
  readonly dropped?: DroppedSection
}

/** A clipped string keeps at least so many characters. */
const LEAST_KEPT = 240
/** How far a clipped string is filled up again is found to so many characters. */
const PRECISION = 16

/** What can go first; keys that are not named here follow. Counts and hints are shorter than a placeholder. */
const BLOCKERS = "ledger_blockers"
/** Stands on a line of its own besides. */
export const TASK_ID_KEY = "task_id"
/** Said at the last outcome: only clipped. */
const SUMMARY = "ledger_summary"
/** What the next step depends on most, clipped in this order at the end. */
const REVIEW = [
  "ledger_failure_evidence",
  "ledger_reviewer_assessment",
  "ledger_reviewer_issues",
  "ledger_required_fixes",
]

/** The delta context pruned as far as needed, from what is worth least on; else its smallest form. */
export function pruneDelta({ delta, digest, fits, clipsReview }: PruneDeltaInput): PrunedDelta {
  const isEnough = (fields: readonly Field[]): boolean => fits(jsonOf(fields))
  let fields = Object.entries(delta)
    .map(([key, value]): Field => ({ key, value }))
    .filter(({ value }) => isFilled(value))
  if (!isEnough(fields)) fields = fields.map(withoutSpace)
  const droppable = dropOrder(fields)
  for (const key of [...droppable, SUMMARY, ...(clipsReview ? REVIEW : [])]) {
    if (isEnough(fields)) break
    const before = fields
    const changed = (change: (field: Field) => Field): Field[] =>
      before.map((field) => (field.key === key ? change(field) : field))
    const clippedTo = (kept: number): Field[] =>
      changed((field) => clipField(field, { kept, digest }))
    const clipped = clippedTo(LEAST_KEPT)
    fields = isEnough(clipped)
      ? clippedTo(mostKept(before, { key, fits: (kept) => isEnough(clippedTo(kept)) }))
      : droppable.includes(key)
        ? changed((field) => dropField(field, digest))
        : clipped
  }
  return {
    json: jsonOf(fields),
    dropped: fields.flatMap(({ dropped }) => dropped ?? []),
  }
}

/** How much of a field can be kept when some of it can: no more is taken away than needed. */
function mostKept(
  fields: readonly Field[],
  { key, fits }: { readonly key: string; readonly fits: (kept: number) => boolean },
): number {
  let low = LEAST_KEPT
  let high = lengthOf(fields.find((field) => field.key === key))
  while (high - low > PRECISION) {
    const middle = Math.floor((low + high) / 2)
    if (fits(middle)) low = middle
    else high = middle
  }
  return low
}

const jsonOf = (fields: readonly Field[]): string =>
  deltaJson(
    Object.fromEntries([
      ...fields.map(({ key, value }) => [key, value] as const),
      ["compaction_applied", true],
    ]),
  )

const isFilled = (value: Field["value"]): boolean =>
  typeof value === "string" ? value.trim() !== "" : typeof value !== "object" || value.length > 0

const flat = (text: string): string => text.replaceAll(/\s+/g, " ").trim()

function withoutSpace(field: Field): Field {
  const { key, value } = field
  if (typeof value === "string") return { key, value: flat(value) }
  if (typeof value !== "object") return field
  return { key, value: value.map(flat).filter((item) => item !== "") }
}

/** What is worth little first, then the unknown from the last on: the most important come first. */
function dropOrder(fields: readonly Field[]): readonly string[] {
  const keys = fields.map(({ key }) => key)
  const named = new Set([TASK_ID_KEY, SUMMARY, ...REVIEW, BLOCKERS])
  return [BLOCKERS, ...keys.filter((key) => !named.has(key)).toReversed()]
}

const plain = (value: Field["value"]): string =>
  typeof value === "string"
    ? value
    : typeof value === "object"
      ? value.join("\n")
      : JSON.stringify(value)

const lengthOf = (field: Field | undefined): number => (field ? plain(field.value).length : 0)

/** A placeholder in the place of the field, where it is the shorter one. */
function dropField(field: Field, digest: PruneDeltaInput["digest"]): Field {
  const { key, value } = field
  const dropped = dropSection({ name: key, text: plain(value), digest })
  const placeholder = placeholderOf(dropped)
  return deltaJson(value).length > placeholder.length ? { key, value: placeholder, dropped } : field
}

function clipField(
  field: Field,
  { kept, digest }: { readonly kept: number; readonly digest: PruneDeltaInput["digest"] },
): Field {
  const { key, value } = field
  if (typeof value === "number" || typeof value === "boolean") return field
  const isList = typeof value === "object"
  const text = plain(value)
  // The first of a list matter most; of a text, its outcome at the end does too.
  const head = headOf(text, isList ? kept : Math.ceil((2 * kept) / 3))
  const tail = isList ? "" : tailOf(text, Math.floor(kept / 3))
  const dropped = dropSection({
    name: key,
    text: text.slice(head.length, text.length - tail.length),
    digest,
  })
  const placeholder = placeholderOf(dropped)
  // Less would be saved than the placeholder takes.
  if (deltaJson(dropped.text).length <= deltaJson(placeholder).length) return field
  return isList
    ? { key, value: [...head.split("\n"), placeholder], dropped }
    : { key, value: `${head} ${placeholder} ${tail}`, dropped }
}
