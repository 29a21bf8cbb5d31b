import { absolutePath } from "./call.ts"
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
  const fresh = messages.flatMap((message, index) =>
    message.id <= seen ? [] : finished(message).map((part) => ({ message, index, part })),
  )
  if (fresh.length === 0) return []
  const goneSince = removalsOf(removing)
  const asked = callsByQuestion({ messages, directory, fresh })
  return fresh.flatMap((call): Refetch[] => {
    const { message, part } = call
    const pruned =
      part.tool === "recall"
        ? recalledTarget(call, removing)
        : lostCall({ call, goneSince, earlier: asked.get(questionOf(part, directory)), directory })
    return pruned === undefined
      ? []
      : [{ message: message.id, part: part.id, tool: part.tool, pruned }]
  })
}

interface FetchCall {
  readonly message: Message
  readonly index: number
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

/** Calls that ask what one of the fresh ones asks, those of the newest message first. */
function callsByQuestion({
  messages,
  directory,
  fresh,
}: {
  readonly messages: readonly Message[]
  readonly directory: string
  readonly fresh: readonly FetchCall[]
}): ReadonlyMap<string, readonly FetchCall[]> {
  const tools = new Set(fresh.map(({ part }) => part.tool))
  const asked = new Map<string, FetchCall[]>(
    fresh.map(({ part }) => [questionOf(part, directory), []]),
  )
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index]
    for (const part of message ? finished(message) : [])
      if (message && tools.has(part.tool))
        asked.get(questionOf(part, directory))?.push({ message, index, part })
  }
  return asked
}

/** What a handle stands for, as far as an edit in force has put it into the prompt. */
function recalledTarget(
  { message, part }: FetchCall,
  removing: readonly Edit[],
): string | undefined {
  const { input } = part
  const handle = typeof input["handle"] === "string" ? handleIn(input["handle"]) : ""
  if (handle.length !== HANDLE_LENGTH) return undefined
  const target = removing.find(
    ({ at, replacement }) => at < message.id && JSON.stringify(replacement).includes(handle),
  )?.target
  return target && (target.part || target.message)
}

interface LostCallInput {
  readonly call: FetchCall
  readonly goneSince: ReadonlyMap<string, string>
  /** Calls with the same question, made before and after. */
  readonly earlier: readonly FetchCall[] | undefined
  readonly directory: string
}

/** The newest call with the same question whose result had gone and stands in no newer one. */
function lostCall({ call, goneSince, earlier = [], directory }: LostCallInput): string | undefined {
  if (writesFile(call.part)) return undefined
  const isGone = (key: string): boolean => {
    const since = goneSince.get(key)
    return since !== undefined && since < call.message.id
  }
  const wanted = new Set(linesOf(call.part, directory))
  const standing = new Set<number>()
  for (const { message, index, part } of earlier) {
    if (index >= call.index) continue
    const lines = linesOf(part, directory)
    const isFolded = isGone(messageKey(message.id))
    const isLost =
      isFolded ||
      isGone(slotKey(message.id, part.id, "output")) ||
      isGone(slotKey(message.id, part.id, "media"))
    if (isLost && lines.some((line) => wanted.has(line) && !standing.has(line)))
      return isFolded ? message.id : part.id
    if (!isLost) for (const line of lines) standing.add(line)
  }
  return undefined
}

/** What puts text into a file fetches nothing, even where it is repeated word for word. */
const WRITTEN_KEYS = ["content", "newString", "edits", "patchText"]
const writesFile = ({ input }: ToolPart): boolean =>
  WRITTEN_KEYS.some((key) => Object.hasOwn(input, key))

/** Two calls with the same one ask for the same: of a read the file, whatever part of it. */
function questionOf({ tool, input }: ToolPart, directory: string): string {
  if (tool === "read" && typeof input["filePath"] === "string")
    return `${tool} ${absolutePath(input["filePath"], directory)}`
  // A description says in other words each time what the rest of the input does.
  const { description: _description, ...asked } = input
  return `${tool} ${JSON.stringify(Object.entries(asked).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`
}

/** Stands for all of a result in which no lines of a file can be told apart. */
const WHOLE = 0

function linesOf(part: ToolPart, directory: string): readonly number[] {
  const shown = part.tool === "read" ? fileContents(part, directory) : []
  const lines = shown.flatMap((content) => content.shown.flat().map(({ number }) => number))
  return lines.length > 0 ? lines : [WHOLE]
}
