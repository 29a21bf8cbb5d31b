import fs from "node:fs"
import path from "node:path"
import { wantedText } from "./tool.ts"
import type { Tool } from "./tool.ts"

const shown = 100

/** Files below a folder, the newest first; hidden ones are left out. */
const filesBelow = (folder: string): string[] =>
  fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter(
      (file) =>
        !path
          .relative(folder, file)
          .split(path.sep)
          .some((name) => name[0] === "."),
    )
    .map((file) => ({ file, time: fs.statSync(file).mtimeMs }))
    .toSorted((a, b) => b.time - a.time)
    .map(({ file }) => file)

/** A pattern without a slash matches names in any folder. */
const globMatches = (pattern: string, relative: string): boolean => {
  const source = pattern
    .replaceAll(/[.+^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*\*\/|\*\*|\*|\?|\{([^}]*)\}/g, (token, alternatives?: string) => {
      if (token === "**/") return "(?:.*/)?"
      if (token === "**") return ".*"
      if (token === "*") return "[^/]*"
      if (token === "?") return "[^/]"
      return `(?:${alternatives?.split(",").join("|")})`
    })
  return new RegExp(`^${pattern.includes("/") ? "" : "(?:.*/)?"}${source}$`).test(relative)
}

const folderOf = (project: string, value: unknown): string =>
  path.resolve(project, typeof value === "string" ? value : ".")

export const createGlobTool =
  (project: string): Tool =>
  ({ input }) => {
    const pattern = wantedText("glob", input, "pattern")
    const folder = folderOf(project, input["path"])
    const found = filesBelow(folder).filter((file) =>
      globMatches(pattern, path.relative(folder, file)),
    )
    return {
      title: path.relative(project, folder),
      output: found.length === 0 ? "No files found" : found.slice(0, shown).join("\n"),
      metadata: { count: found.length, truncated: found.length > shown },
    }
  }

interface Match {
  readonly file: string
  readonly line: number
  readonly text: string
}

const matchesIn = (file: string, pattern: RegExp): Match[] =>
  fs
    .readFileSync(file, "utf8")
    .split(/(?<=\n)/)
    .flatMap((text, index) => (pattern.test(text) ? [{ file, line: index + 1, text }] : []))

export const createGrepTool =
  (project: string): Tool =>
  ({ input }) => {
    const asked = wantedText("grep", input, "pattern")
    const folder = folderOf(project, input["path"])
    const { include } = input
    const found = filesBelow(folder)
      .filter(
        (file) => typeof include !== "string" || globMatches(include, path.relative(folder, file)),
      )
      .flatMap((file) => matchesIn(file, new RegExp(asked)))
      .slice(0, shown)
    const lines = found.flatMap(({ file, line, text }, index) => [
      ...(found[index - 1]?.file === file ? [] : [...(index === 0 ? [] : [""]), `${file}:`]),
      `  Line ${line}: ${text}`,
    ])
    return {
      title: asked,
      output:
        found.length === 0
          ? "No files found"
          : [`Found ${found.length} matches`, ...lines].join("\n"),
      metadata: { matches: found.length, truncated: false },
    }
  }
