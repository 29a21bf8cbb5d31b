import { absolutePath } from "./call.ts"
import type { ToolPart } from "./transcript.ts"
import { isRecord } from "./is-record.ts"

/** What a call shows of files, or does to them. */
export interface FileContent {
  readonly path: string
  readonly kind: "read" | "write" | "edit"
  /** The path the file had before a patch moved it. */
  readonly movedFrom: string | undefined
  /** Stretches of lines that the call shows or leaves in the file. */
  readonly shown: readonly Stretch[]
  /** For an edit, the stretches in whose place it put them, in the same order. */
  readonly replaced: readonly Stretch[]
  /** For an edit, by how many lines each change made the file longer or, below zero, shorter. */
  readonly growth: readonly number[]
}

export type Stretch = readonly FileLine[]

export interface FileLine {
  readonly text: string
  /** Line of the file; for an edit, which does not say where it stands, line of its stretch. */
  readonly number: number
}

/** Every rule asks for the same, of parts that do not change. */
const knownNames = new WeakMap<ToolPart, readonly string[]>()
const knownContents = new WeakMap<ToolPart, readonly FileContent[]>()

/** Files that a call names, whether it succeeded or not. */
export function namedFiles(part: ToolPart, directory: string): readonly string[] {
  const names = knownNames.get(part) ?? readNames(part, directory)
  knownNames.set(part, names)
  return names
}

function readNames({ input }: ToolPart, directory: string): readonly string[] {
  if (typeof input["patchText"] === "string")
    return patchContents(input["patchText"], directory).flatMap(({ path, movedFrom }) =>
      movedFrom === undefined ? [path] : [movedFrom, path],
    )
  return typeof input["filePath"] === "string" ? [absolutePath(input["filePath"], directory)] : []
}

/** Reads a call's input and output as file content; empty where it touches no file by name. */
export function fileContents(part: ToolPart, directory: string): readonly FileContent[] {
  const contents = knownContents.get(part) ?? readFileContents(part, directory)
  knownContents.set(part, contents)
  return contents
}

function readFileContents(part: ToolPart, directory: string): readonly FileContent[] {
  if (part.status !== "completed") return []
  const { input } = part
  if (typeof input["patchText"] === "string") return patchContents(input["patchText"], directory)
  if (typeof input["filePath"] !== "string") return []
  const path = absolutePath(input["filePath"], directory)
  // Other tools with the same arguments may append or insert.
  if (part.tool === "write" && typeof input["content"] === "string")
    return [wholeFile({ path, kind: "write", lines: stretch(input["content"].split("\n")) })]
  const changes = [input, ...(Array.isArray(input["edits"]) ? input["edits"].filter(isRecord) : [])]
    .filter((edit) => typeof edit["newString"] === "string")
    .map(changeOf)
  if (changes.length > 0) return [editedFile({ path, movedFrom: undefined, changes })]
  return part.tool === "read" ? readContents(path, part.output) : []
}

interface Change {
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** It was made wherever the text stood. */
  readonly everywhere: boolean
}

const changeOf = (edit: Readonly<Record<string, unknown>>): Change => ({
  before: typeof edit["oldString"] === "string" ? edit["oldString"].split("\n") : [],
  after: String(edit["newString"]).split("\n"),
  everywhere: edit["replaceAll"] === true,
})

const stretch = (lines: readonly string[]): Stretch =>
  lines.map((line, index) => ({ text: line.trimEnd(), number: index + 1 }))

const wholeFile = ({
  path,
  kind,
  lines,
}: Pick<FileContent, "path" | "kind"> & { lines: Stretch }): FileContent => ({
  path,
  kind,
  movedFrom: undefined,
  shown: [lines],
  replaced: [],
  growth: [],
})

const editedFile = ({
  path,
  movedFrom,
  changes,
}: Pick<FileContent, "path" | "movedFrom"> & { changes: readonly Change[] }): FileContent => ({
  path,
  kind: "edit",
  movedFrom,
  shown: changes.map(({ after }) => stretch(after)),
  replaced: changes.map(({ before }) => stretch(before)),
  growth: changes.map(({ before, after, everywhere }) => {
    const lines = after.length - before.length
    return everywhere && lines !== 0 ? lines * Infinity : lines
  }),
})

const NUMBERED_LINE = /^ {0,8}(\d{1,7})(?:: ?|\| ?|→|\t)(.*)$/

/** A folder's listing says so in its header; the same words in a file say nothing. */
export const isFolderListing = (output: string): boolean =>
  /^\s*(?:<path>[^\n]*<\/path>\n)?<type>directory<\/type>/.test(output)

/** Instructions of a folder, which the host puts behind the first read that touches it, and only there. */
export const reminderBehind = (output: string): string =>
  /\n\n<system-reminder>\n[^]*$/.exec(output)?.[0] ?? ""

const withoutReminder = (output: string): string =>
  output.slice(0, output.length - reminderBehind(output).length)

/** What a read says behind its lines: how much of the file it shows, and how to go on. */
export function notesBehind(output: string): readonly string[] {
  const lines = withoutReminder(output).split("\n")
  const last = lines.findLastIndex((line) => NUMBERED_LINE.test(line))
  return lines.slice(last + 1).filter((line) => /^\(.*\)$/.test(line))
}

function readContents(path: string, output: string): readonly FileContent[] {
  if (isFolderListing(output)) return []
  const lines = withoutReminder(output)
    .split("\n")
    .flatMap((line): FileLine[] => {
      const found = NUMBERED_LINE.exec(line)
      return found ? [{ text: (found[2] ?? "").trimEnd(), number: Number(found[1]) }] : []
    })
  return lines.length > 0 ? [wholeFile({ path, kind: "read", lines })] : []
}

function patchContents(patch: string, directory: string): readonly FileContent[] {
  const sections = patch.split(/^\*\*\* (?=(?:Add|Update|Delete) File: )/m).slice(1)
  return sections.map((section): FileContent => {
    const [head = "", ...body] = section.split("\n")
    const path = absolutePath(head.slice(head.indexOf(": ") + 2).trim(), directory)
    if (head.startsWith("Add"))
      return wholeFile({ path, kind: "write", lines: stretch(linesOf(body, "+")) })
    const target = /^\*\*\* Move to: (.+)$/m.exec(section)?.[1]
    const moved = target === undefined ? path : absolutePath(target.trim(), directory)
    return editedFile({
      path: moved,
      movedFrom: moved === path ? undefined : path,
      changes: hunksOf(body).map((hunk) => ({
        before: linesOf(hunk, " -"),
        after: linesOf(hunk, " +"),
        everywhere: false,
      })),
    })
  })
}

const linesOf = (lines: readonly string[], signs: string): string[] =>
  lines.filter((line) => line !== "" && signs.includes(line.charAt(0))).map((line) => line.slice(1))

function hunksOf(body: readonly string[]): readonly (readonly string[])[] {
  const hunks: string[][] = []
  for (const line of body) {
    if (line.startsWith("@@") || hunks.length === 0) hunks.push([])
    if (/^[-+ ]/.test(line)) hunks.at(-1)?.push(line)
  }
  return hunks.filter((hunk) => hunk.length > 0)
}
