import { absolutePath } from "./call.ts"
import type { ToolPart } from "./transcript.ts"
import { isRecord } from "./is-record.ts"

/** What a call shows of files, or does to them. */
export interface FileContent {
  readonly path: string
  readonly kind: "read" | "write" | "edit"
  /** Lines the call shows or leaves in the file, without numbers. */
  readonly lines: readonly FileLine[]
  /** Lines the call took out of the file. */
  readonly removed: readonly string[]
}

export interface FileLine {
  readonly text: string
  /** Line number, known for reads. */
  readonly number: number | undefined
}

/** Files that a call names, whether it succeeded or not. */
export function namedFiles({ input }: ToolPart, directory: string): readonly string[] {
  if (typeof input["patchText"] === "string")
    return patchContents(input["patchText"], directory).map(({ path }) => path)
  return typeof input["filePath"] === "string" ? [absolutePath(input["filePath"], directory)] : []
}

/** Reads a call's input and output as file content; empty where it touches no file by name. */
export function fileContents(part: ToolPart, directory: string): readonly FileContent[] {
  if (part.status !== "completed") return []
  const { input } = part
  if (typeof input["patchText"] === "string") return patchContents(input["patchText"], directory)
  if (typeof input["filePath"] !== "string") return []
  const path = absolutePath(input["filePath"], directory)
  if (typeof input["content"] === "string")
    return [{ path, kind: "write", lines: unnumbered(input["content"]), removed: [] }]
  const replacements = [
    input,
    ...(Array.isArray(input["edits"]) ? input["edits"].filter(isRecord) : []),
  ]
  const edits = replacements.filter((edit) => typeof edit["newString"] === "string")
  if (edits.length > 0)
    return [
      {
        path,
        kind: "edit",
        lines: edits.flatMap((edit) => unnumbered(String(edit["newString"]))),
        removed: edits.flatMap((edit) =>
          typeof edit["oldString"] === "string" ? splitLines(edit["oldString"]) : [],
        ),
      },
    ]
  return part.tool === "read" ? readContents(path, part.output) : []
}

const splitLines = (text: string): string[] => text.split("\n").map((line) => line.trimEnd())
const unnumbered = (text: string): FileLine[] =>
  splitLines(text).map((line) => ({ text: line, number: undefined }))

const NUMBERED_LINE = /^ {0,8}(\d{1,7})(?:: ?|\| ?|→|\t)(.*)$/

/** Instructions of a folder, which the host puts behind the first read that touches it, and only there. */
export const reminderBehind = (output: string): string =>
  /\n\n<system-reminder>\n[^]*$/.exec(output)?.[0] ?? ""

function readContents(path: string, output: string): readonly FileContent[] {
  if (output.includes("<type>directory</type>")) return []
  const file = output.slice(0, output.length - reminderBehind(output).length)
  const lines = file.split("\n").flatMap((line): FileLine[] => {
    const found = NUMBERED_LINE.exec(line)
    return found ? [{ text: (found[2] ?? "").trimEnd(), number: Number(found[1]) }] : []
  })
  return lines.length > 0 ? [{ path, kind: "read", lines, removed: [] }] : []
}

function patchContents(patch: string, directory: string): readonly FileContent[] {
  const sections = patch.split(/^\*\*\* (?=(?:Add|Update|Delete) File: )/m).slice(1)
  return sections.map((section): FileContent => {
    const [head = "", ...body] = section.split("\n")
    const added = head.startsWith("Add")
    return {
      path: absolutePath(head.slice(head.indexOf(": ") + 2).trim(), directory),
      kind: added ? "write" : "edit",
      lines: body
        .filter((line) => line.startsWith("+") || (!added && line.startsWith(" ")))
        .map((line) => ({ text: line.slice(1).trimEnd(), number: undefined })),
      removed: body.filter((line) => line.startsWith("-")).map((line) => line.slice(1).trimEnd()),
    }
  })
}
