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
  if (removing.length === 0) return []
  const { messages, directory } = transcript
  return messages.flatMap((message, index) =>
    after !== undefined && message.id <= after
      ? []
      : finished(message).flatMap((part): Refetch[] => {
          // Message ids ascend in time.
          const made = removing.filter(({ at }) => at < message.id)
          const pruned =
            part.tool === "recall"
              ? recalledTarget(part, made)
              : lostCall({ part, made, earlier: messages.slice(0, index), directory })
          return pruned === undefined
            ? []
            : [{ message: message.id, part: part.id, tool: part.tool, pruned }]
        }),
  )
}

const finished = ({ parts }: Message): readonly ToolPart[] =>
  parts.filter((part): part is ToolPart => part.kind === "tool" && part.status !== "pending")

/** What a handle stands for, as far as an edit in force has put it into the prompt. */
function recalledTarget({ input }: ToolPart, made: readonly Edit[]): string | undefined {
  const handle = typeof input["handle"] === "string" ? handleIn(input["handle"]) : ""
  if (handle.length !== HANDLE_LENGTH) return undefined
  const target = made.find(({ replacement }) =>
    JSON.stringify(replacement).includes(handle),
  )?.target
  return target && (target.part || target.message)
}

interface LostCallInput {
  readonly part: ToolPart
  readonly made: readonly Edit[]
  readonly earlier: readonly Message[]
  readonly directory: string
}

/** The newest call with the same question whose result had gone and stands in no newer one. */
function lostCall({ part, made, earlier, directory }: LostCallInput): string | undefined {
  if (writesFile(part)) return undefined
  const gone = new Set(
    made.flatMap(({ target }) =>
      membersOf(target).map((message) => slotKey(message, target.part, target.field)),
    ),
  )
  const question = questionOf(part, directory)
  const wanted = new Set(linesOf(part, directory))
  const standing = new Set<number>()
  for (const message of earlier.toReversed())
    for (const call of finished(message)) {
      if (call.tool !== part.tool || questionOf(call, directory) !== question) continue
      const lines = linesOf(call, directory)
      const isFolded = gone.has(messageKey(message.id))
      const isLost =
        isFolded ||
        gone.has(slotKey(message.id, call.id, "output")) ||
        gone.has(slotKey(message.id, call.id, "media"))
      if (isLost && lines.some((line) => wanted.has(line) && !standing.has(line)))
        return isFolded ? message.id : call.id
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
    return absolutePath(input["filePath"], directory)
  // A description says in other words each time what the rest of the input does.
  const { description: _description, ...asked } = input
  return JSON.stringify(Object.entries(asked).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

/** Stands for all of a result in which no lines of a file can be told apart. */
const WHOLE = 0

function linesOf(part: ToolPart, directory: string): readonly number[] {
  const shown = part.tool === "read" ? fileContents(part, directory) : []
  const lines = shown.flatMap((content) => content.shown.flat().map(({ number }) => number))
  return lines.length > 0 ? lines : [WHOLE]
}
