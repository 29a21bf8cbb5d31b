import { appendEdits } from "./append-edits.ts"
import { finishedCalls, relativePath } from "./call.ts"
import type { Call } from "./call.ts"
import { TODO_TOOL } from "./compact/newest-protected.ts"
import { bindingLines } from "./compact/telling-lines.ts"
import type { Draft } from "./draft.ts"
import { namedFiles } from "./file-content.ts"
import type { StageInput } from "./stage.ts"
import { standingTexts, textsOf } from "./standing-text.ts"
import { isWindowsFolder, namesWindowsPath } from "./windows-path.ts"
import { latestRequestIndex, repliesIn, writtenParts } from "./written.ts"

/** Something that every request must hold, whatever the stages take away. */
export interface Invariant {
  readonly kind: "latest-request" | "binding-line" | "todo-list" | "unfinished-edit"
  readonly text: string
  /** Where it stands before all edits. */
  readonly message: string
  /** A path of Windows, which stands there with any of its separators. */
  readonly anySlash?: boolean
}

const standsIn = (text: string, { text: wanted, anySlash = false }: Invariant): boolean =>
  anySlash ? namesWindowsPath(text, wanted) : text.includes(wanted)

/**
 * What a session cannot go on without, as texts: the latest request, the lines of earlier ones that
 * bind (with task ids and output contracts), the open todo list, files whose edit failed last.
 */
export function extractInvariants({ draft, meter, settings }: StageInput): readonly Invariant[] {
  const { messages, directory } = draft.transcript
  const latest = latestRequestIndex(messages)
  const count = (text: string): number => meter.measure(text).tokens
  const said = messages.flatMap((message, index): readonly Invariant[] => {
    const texts = message.role === "user" ? writtenParts(message).map(({ text }) => text) : []
    if (index === latest)
      return texts.map((text) => ({ kind: "latest-request", text, message: message.id }))
    return (
      [...texts, ...repliesIn(message)]
        .flatMap((text) => bindingLines({ text, tokens: settings.userTokens, count }))
        // Facts and ledger lines tell it without the space around it.
        .map((line) => ({ kind: "binding-line", text: line.trim(), message: message.id }))
    )
  })
  const calls = finishedCalls(draft.transcript)
  const todo = calls.findLast(({ part }) => part.tool === TODO_TOOL && part.status === "completed")
  return [
    ...said,
    ...(todo
      ? [{ kind: "todo-list", text: todo.part.output, message: todo.message.id } as const]
      : []),
    ...[...unfinishedEdits(calls, directory)].map(([path, message]): Invariant => ({
      kind: "unfinished-edit",
      text: relativePath(path, directory),
      message,
      ...(isWindowsFolder(directory) && { anySlash: true }),
    })),
  ]
}

/** Files whose newest edit failed, with its message. */
function unfinishedEdits(calls: readonly Call[], directory: string): ReadonlyMap<string, string> {
  const failed = new Map<string, string>()
  for (const { part, message } of calls) {
    if (part.tool === "read") continue
    for (const path of namedFiles(part, directory))
      if (part.status === "failed") failed.set(path, message.id)
      else failed.delete(path)
  }
  return failed
}

export interface KeepInvariantsInput extends Pick<StageInput, "meter"> {
  readonly invariants: readonly Invariant[]
  readonly before: Draft
  readonly after: Draft
}

/**
 * The stage's result, where every invariant that stood before it stands in it. Else it is made
 * again without its edits of the messages that held what was lost, and if that does not help,
 * rejected.
 */
export function keepInvariants({ invariants, before, after, meter }: KeepInvariantsInput): Draft {
  if (before === after) return before
  const lost = missingSince(invariants, { before, after })
  if (lost.length === 0) return after
  const holders = new Set(
    before.transcript.messages
      .filter((message) =>
        [...textsOf(before, message)].some((text) => lost.some((one) => standsIn(text, one))),
      )
      .map(({ id }) => id),
  )
  const fresh = after.fresh.slice(before.fresh.length)
  const [first] = fresh
  if (!first) return before
  const again = appendEdits({
    draft: before,
    proposals: fresh.filter(({ target }) => !holders.has(target.message)),
    meter,
    stage: first.stage,
  })
  return missingSince(invariants, { before, after: again }).length === 0 ? again : before
}

const missingSince = (
  invariants: readonly Invariant[],
  { before, after }: { readonly before: Draft; readonly after: Draft },
): readonly Invariant[] => {
  const lost = missing(invariants, after)
  const earlier = new Set(missing(lost, before))
  return lost.filter((invariant) => !earlier.has(invariant))
}

/** The invariants that stand nowhere in a request. */
export function missing(invariants: readonly Invariant[], draft: Draft): readonly Invariant[] {
  const byID = new Map(draft.transcript.messages.map((message) => [message.id, message]))
  // Nearly all stand where they stood, so that few are looked for everywhere.
  const moved = invariants.filter((invariant) => {
    const message = byID.get(invariant.message)
    return (
      !message || ![...textsOf(draft, message)].some((standing) => standsIn(standing, invariant))
    )
  })
  if (moved.length === 0) return []
  // What is looked for stands in short texts, which are searched faster.
  const texts = [...standingTexts(draft)].toSorted((a, b) => a.length - b.length)
  return moved.filter((invariant) => !texts.some((text) => standsIn(text, invariant)))
}
