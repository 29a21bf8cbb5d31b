import fs from "node:fs"
import path from "node:path"
import { maxBytes, maxLines, wantedText } from "./tool.ts"
import type { Tool, ToolResult } from "./tool.ts"

const maxLine = 2_000

const numberOf = (value: unknown, fallback: number): number =>
  typeof value === "number" ? value : fallback

/** As many lines as the host shows at once, and whether it stopped for their size. */
const window = (lines: readonly string[], first: number, limit: number) => {
  const shown: string[] = []
  let bytes = 0
  for (const line of lines.slice(first - 1, first - 1 + limit)) {
    const text =
      line.length > maxLine
        ? `${line.slice(0, maxLine)}... (line truncated to ${maxLine} chars)`
        : line
    bytes += Buffer.byteLength(text) + (shown.length > 0 ? 1 : 0)
    if (bytes > maxBytes) return { shown, capped: true }
    shown.push(text)
  }
  return { shown, capped: false }
}

const linesOf = (text: string): string[] => {
  const lines = text.split(/\r?\n/)
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines
}

const listed = (file: string, title: string): ToolResult => {
  const entries = fs
    .readdirSync(file, { withFileTypes: true })
    .map((entry) => `${entry.name}${entry.isDirectory() ? "/" : ""}`)
    .toSorted()
  const text = entries.join("\n")
  return {
    title,
    output: `<path>${file}</path>\n<type>directory</type>\n<entries>\n${text}\n\n(${entries.length} entries)\n</entries>`,
    metadata: {
      preview: text,
      truncated: false,
      loaded: [],
      display: {
        type: "directory",
        path: file,
        entries,
        offset: 1,
        totalEntries: entries.length,
        truncated: false,
      },
    },
  }
}

/** What the host hands on as it is, by the end of its name. */
const ATTACHED = new Map([
  [".png", { mime: "image/png", said: "Image read successfully" }],
  [".pdf", { mime: "application/pdf", said: "PDF read successfully" }],
])

const handedOn = (
  file: string,
  { title, mime, said }: { readonly title: string; readonly mime: string; readonly said: string },
): ToolResult => {
  const data = fs.readFileSync(file).toString("base64")
  return {
    title,
    output: said,
    metadata: { preview: said, truncated: false, loaded: [] },
    attachments: [{ type: "file", mime, url: `data:${mime};base64,${data}` }],
  }
}

export const createReadTool =
  (project: string): Tool =>
  ({ input }) => {
    const file = path.resolve(project, wantedText("read", input, "filePath"))
    const title = path.relative(project, file)
    if (!fs.existsSync(file)) throw new Error(`File not found: ${file}`)
    if (fs.statSync(file).isDirectory()) return listed(file, title)
    const kind = ATTACHED.get(path.extname(file))
    if (kind) return handedOn(file, { title, ...kind })
    const lines = linesOf(fs.readFileSync(file, "utf8"))
    const first = numberOf(input["offset"], 1)
    if (first > Math.max(1, lines.length))
      throw new Error(`Offset ${first} is out of range for this file (${lines.length} lines)`)
    const { shown, capped } = window(lines, first, numberOf(input["limit"], maxLines))
    const last = first - 1 + shown.length
    const truncated = last < lines.length
    const note = capped
      ? `Output capped at 50 KB. Showing lines ${first}-${last}. Use offset=${last + 1} to continue.`
      : truncated
        ? `Showing lines ${first}-${last} of ${lines.length}. Use offset=${last + 1} to continue.`
        : `End of file - total ${lines.length} lines`
    const numbered = shown.map((line, index) => `${first + index}: ${line}`).join("\n")
    const text = shown.join("\n")
    return {
      title,
      output: `<path>${file}</path>\n<type>file</type>\n<content>\n${numbered}\n\n(${note})\n</content>`,
      metadata: {
        preview: shown.slice(0, 20).join("\n"),
        truncated,
        loaded: [],
        display: {
          type: "file",
          path: file,
          text,
          lineStart: first,
          lineEnd: last,
          totalLines: lines.length,
          truncated,
        },
      },
    }
  }

export const createWriteTool =
  (project: string): Tool =>
  ({ input }) => {
    const file = path.resolve(project, wantedText("write", input, "filePath"))
    const exists = fs.existsSync(file)
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, wantedText("write", input, "content"))
    return {
      title: path.relative(project, file),
      output: "Wrote file successfully.",
      metadata: { diagnostics: {}, filepath: file, exists, truncated: false },
    }
  }

/** The host's words for an edit that cannot be made. */
const editProblem = (text: string, before: string, all: boolean): string | undefined => {
  const found = text.split(before).length - 1
  if (found === 0) return "Could not find oldString in the file."
  if (found > 1 && !all) return "The file has oldString more than once."
  return undefined
}

export const createEditTool =
  (project: string): Tool =>
  ({ input, progress }) => {
    const file = path.resolve(project, wantedText("edit", input, "filePath"))
    const before = wantedText("edit", input, "oldString")
    const after = wantedText("edit", input, "newString")
    if (before === after) throw new Error("oldString and newString are the same.")
    if (!fs.existsSync(file) && before !== "") throw new Error(`File ${file} not found`)
    const text = before === "" ? "" : fs.readFileSync(file, "utf8")
    const problem =
      before === "" ? undefined : editProblem(text, before, input["replaceAll"] === true)
    if (problem !== undefined) throw new Error(problem)
    fs.writeFileSync(file, before === "" ? after : text.split(before).join(after))
    const patch = `Index: ${file}\n--- ${file}\n+++ ${file}\n`
    const metadata = {
      diagnostics: {},
      diff: patch,
      filediff: { file, patch, additions: 1, deletions: 1 },
    }
    progress({ metadata })
    return {
      title: path.relative(project, file),
      output: "Edit applied successfully.",
      metadata: { ...metadata, truncated: false },
    }
  }
