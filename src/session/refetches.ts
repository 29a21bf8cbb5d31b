import { absolutePath, comparable } from "./call.ts"
import type { Edit } from "./edit.ts"
import { fileContents } from "./file-content.ts"
import { HANDLE_LENGTH } from "./handle.ts"
import { handleIn } from "./recall.ts"
import { messageKey, slotKey } from "./transcript.ts"
import type { Message, ToolPart, Transcript } from "./transcript.ts"
import { membersOf } from "./whole-messages.ts"

/** A call that fetches again what was no longer in its prompt. */
export interface Refetch {
  readonly message: string
  readonly part: string
  readonly tool: string
  /** The part whose content had gone; of a folded step, its message. */
  readonly pruned: string
}

export interface RefetchInput {
  readonly transcript: Transcript
  /** Edits in force. */
  readonly edits: readonly Edit[]
  /** Newest message that was looked at before; undefined: none was. */
  readonly after: string | undefined
}

/**
 * Calls that fetch again what an edit had taken out before they were made. Where a newer call still
 * holds the same, nothing was missing. What is only rendered densely is all there.
 */
export function findRefetches({ transcript, edits, after }: RefetchInput): readonly Refetch[] {
  const removing = edits.filter(({ replacement }) => replacement.kind !== "dense")
  const [first] = removing.map(({ at }) => at).toSorted()
  if (first === undefined) return []
  const { messages, directory } = transcript
  // Message ids ascend in time.
  const seen = after === undefined || after < first ? first : after
  const fresh = messages.flatMap((message) =>
    message.id <= seen ? [] : finished(message).map((part) => ({ message, part })),
  )
  if (fresh.length === 0) return []
  const goneSince = removalsOf(removing)
  const recalled = recalledTargets(fresh, removing)
  const lost = lostCalls({ messages, directory, fresh, goneSince })
  return fresh.flatMap(({ message, part }): Refetch[] => {
    const pruned = part.tool === "recall" ? recalled(message, part) : lost.get(part)
    return pruned === undefined
      ? []
      : [{ message: message.id, part: part.id, tool: part.tool, pruned }]
  })
}

interface FetchCall {
  readonly message: Message
  readonly part: ToolPart
}

const finished = ({ parts }: Message): readonly ToolPart[] =>
  parts.filter((part): part is ToolPart => part.kind === "tool" && part.status !== "pending")

/** The first request, by slot, in which a payload does not stand any more. */
function removalsOf(removing: readonly Edit[]): ReadonlyMap<string, string> {
  const since = new Map<string, string>()
  for (const { target, at } of removing)
    for (const message of membersOf(target)) {
      const key = slotKey(message, target.part, target.field)
      const known = since.get(key)
      if (known === undefined || at < known) since.set(key, at)
    }
  return since
}

const handleOfCall = ({ input }: ToolPart): string =>
  typeof input["handle"] === "string" ? handleIn(input["handle"]) : ""

const HEX = new RegExp(`[0-9a-f]{${HANDLE_LENGTH},}`, "g")

/** Finds what a handle stands for, as far as an edit in force has put it into the prompt. */
function recalledTargets(fresh: readonly FetchCall[], removing: readonly Edit[]) {
  const wanted = new Set(
    fresh.filter(({ part }) => part.tool === "recall").map(({ part }) => handleOfCall(part)),
  )
  const shown = new Map<string, Edit[]>()
  for (const edit of wanted.size > 0 ? removing : [])
    for (const [digits] of JSON.stringify(edit.replacement).matchAll(HEX))
      for (let at = 0; at + HANDLE_LENGTH <= digits.length; at++) {
        const handle = digits.slice(at, at + HANDLE_LENGTH)
        if (!wanted.has(handle)) continue
        const edits = shown.get(handle)
        if (!edits) shown.set(handle, [edit])
        // The first that was made before the call counts: a later one that is no older never does.
        else if (edit.at < (edits.at(-1)?.at ?? "")) edits.push(edit)
      }
  return ({ id }: Message, part: ToolPart): string | undefined => {
    const target = shown.get(handleOfCall(part))?.find(({ at }) => at < id)?.target
    return target && (target.part || target.message)
  }
}

interface LostCallsInput {
  readonly messages: readonly Message[]
  readonly directory: string
  readonly fresh: readonly FetchCall[]
  readonly goneSince: Gone
}

/** An earlier call, with its place among all. */
interface Holder extends FetchCall {
  readonly index: number
  /** Of its message: the first counts. */
  readonly position: number
}

/**
 * For each fresh call the newest earlier one with the same question whose result had gone and stands in
 * no newer one. Each message is looked at once: of each line the newest call that showed it is known.
 */
function lostCalls({
  messages,
  directory,
  fresh,
  goneSince,
}: LostCallsInput): ReadonlyMap<ToolPart, string> {
  const asking = new Set(fresh.map(({ part }) => part))
  const tools = new Set(fresh.map(({ part }) => part.tool))
  const asked = new Map(
    fresh.map(({ part }) => [questionOf(part, directory), new Map<number, Holder>()]),
  )
  const lost = new Map<ToolPart, string>()
  messages.forEach((message, index) => {
    const calls = finished(message).flatMap((part, position) => {
      const holders = tools.has(part.tool) ? asked.get(questionOf(part, directory)) : undefined
      const call = { message, part, index, position }
      return holders ? [{ call, holders, lines: linesOf(part, directory) }] : []
    })
    for (const { call, holders, lines } of calls) {
      if (!asking.has(call.part) || writesFile(call.part)) continue
      const earlier = new Set(lines.flatMap((line) => holders.get(line) ?? []))
      const gone = [...earlier].filter((one) => isLost(one, message.id, goneSince))
      const [newest] = gone.toSorted((a, b) => b.index - a.index || a.position - b.position)
      if (newest) lost.set(call.part, nameOfLost(newest, message.id, goneSince))
    }
    for (const { call, holders, lines } of calls.toReversed())
      for (const line of lines) holders.set(line, call)
  })
  return lost
}

type Gone = ReadonlyMap<string, string>

const isGone = (key: string, at: string, gone: Gone): boolean => (gone.get(key) ?? at) < at

const isLost = ({ message, part }: FetchCall, at: string, gone: Gone): boolean =>
  isGone(messageKey(message.id), at, gone) ||
  isGone(slotKey(message.id, part.id, "output"), at, gone) ||
  isGone(slotKey(message.id, part.id, "media"), at, gone)

const nameOfLost = ({ message, part }: FetchCall, at: string, gone: Gone): string =>
  isGone(messageKey(message.id), at, gone) ? message.id : part.id

/** What puts text into a file fetches nothing, even where it is repeated word for word. */
const WRITTEN_KEYS = ["content", "newString", "edits", "patchText"]
const writesFile = ({ input }: ToolPart): boolean =>
  WRITTEN_KEYS.some((key) => Object.hasOwn(input, key))

/** Two calls with the same one ask for the same: of a read the file, whatever part of it. */
function questionOf({ tool, input }: ToolPart, directory: string): string {
  if (tool === "read" && typeof input["filePath"] === "string")
    return `${tool} ${absolutePath(input["filePath"], directory)}`
  // A description says in other words each time what the rest of the input does.
  const { description: _description, ...asked } = comparable(input, directory)
  return `${tool} ${JSON.stringify(Object.entries(asked).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`
}

/** Stands for all of a result in which no lines of a file can be told apart. */
const WHOLE = 0

function linesOf(part: ToolPart, directory: string): readonly number[] {
  const shown = part.tool === "read" ? fileContents(part, directory) : []
  const lines = shown.flatMap((content) => content.shown.flat().map(({ number }) => number))
  return lines.length > 0 ? lines : [WHOLE]
}
