import fs from "node:fs"
import path from "node:path"

/** A Markdown file of the project with a head of `key: value` lines. */
export interface HeadedFile {
  readonly name: string
  readonly file: string
  readonly head: Readonly<Record<string, string>>
  readonly text: string
}

const read = (file: string, name: string): HeadedFile => {
  const content = fs.readFileSync(file, "utf8")
  const [, head = "", text = content] = /^---\n([^]*?)\n---\n([^]*)$/.exec(content) ?? []
  const entries = head.split("\n").flatMap((line) => {
    const at = line.indexOf(":")
    return at === -1 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]]
  })
  return { name, file, head: Object.fromEntries(entries), text: text.trim() }
}

const entriesOf = (folder: string): string[] =>
  fs.existsSync(folder) ? fs.readdirSync(folder).toSorted() : []

export const commandFiles = (project: string): HeadedFile[] => {
  const folder = path.join(project, ".opencode/command")
  return entriesOf(folder).map((entry) =>
    read(path.join(folder, entry), path.basename(entry, ".md")),
  )
}

export const skillFiles = (project: string): HeadedFile[] => {
  const folder = path.join(project, ".opencode/skill")
  return entriesOf(folder).map((entry) => read(path.join(folder, entry, "SKILL.md"), entry))
}
