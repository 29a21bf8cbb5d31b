import fs from "node:fs"
import os from "node:os"
import path from "node:path"
import { isRecord } from "../session/is-record.ts"
import { matchesPattern } from "../session/matches-pattern.ts"
import type { HostClient } from "./host-client.ts"

/** A command or skill that is declared a workflow. */
export interface WorkflowSource {
  readonly slug: string
  readonly description: string
  readonly kind: "command" | "skill"
  /** Its text as it stands now, without front matter; undefined where it is gone. */
  readonly read: () => string | undefined
}

export interface WorkflowSources {
  /** Takes the commands out of the host's merged configuration. */
  readonly setCommands: (commands: unknown) => void
  /** The declared workflows; commands hide skills of the same name. */
  readonly all: () => Promise<readonly WorkflowSource[]>
  readonly find: (
    slug: string,
    kind?: WorkflowSource["kind"],
  ) => Promise<WorkflowSource | undefined>
}

export interface WorkflowSourcesOptions {
  readonly client: Pick<HostClient, "skills">
  /** Names that are workflows whatever their front matter says, with `*`. */
  readonly match: readonly string[]
  readonly directory: string
  /** The host looks for commands up to here. */
  readonly worktree: string
}

export function createWorkflowSources(options: WorkflowSourcesOptions): WorkflowSources {
  const { client, match, directory, worktree } = options
  const isNamed = (slug: string): boolean => match.some((pattern) => matchesPattern(pattern, slug))
  let commands: readonly WorkflowSource[] = []
  let skills: Promise<readonly WorkflowSource[]> | undefined

  const readSkills = async (): Promise<readonly WorkflowSource[]> => {
    const known = await client.skills()
    // Asked again where the host did not answer.
    if (!known) skills = undefined
    return (known ?? []).flatMap(({ name, description, location, content }) => {
      const file = readText(location)
      if (!isNamed(name) && !declares(file)) return []
      const read = (): string | undefined =>
        file === undefined ? content.trim() : bodyOf(readText(location))
      return [{ slug: name, description, kind: "skill" as const, read }]
    })
  }

  const all = async (): Promise<readonly WorkflowSource[]> => {
    const names = new Set(commands.map(({ slug }) => slug))
    const declared = await (skills ??= readSkills())
    return [...commands, ...declared.filter(({ slug }) => !names.has(slug))]
  }

  return {
    setCommands(configured) {
      const folders = commandFolders(directory, worktree)
      commands = (isRecord(configured) ? Object.entries(configured) : []).flatMap(
        ([slug, command]) => {
          const { template, description } = isRecord(command) ? command : {}
          if (typeof template !== "string") return []
          // The host reads a file's text only, so a file is known by it.
          const file = folders
            .map((folder) => path.join(folder, `${slug}.md`))
            .find((candidate) => bodyOf(readText(candidate)) === template.trim())
          if (!isNamed(slug) && !(file !== undefined && declares(readText(file)))) return []
          return [
            {
              slug,
              description: typeof description === "string" ? description : "",
              kind: "command" as const,
              read: () => (file === undefined ? template.trim() : bodyOf(readText(file))),
            },
          ]
        },
      )
    },
    all,
    find: async (slug, kind) =>
      (await all()).find((source) => source.slug === slug && (kind ?? source.kind) === source.kind),
  }
}

/** Where the host looks for commands, nearest first. */
function commandFolders(directory: string, worktree: string): readonly string[] {
  const up: string[] = []
  for (let at = path.resolve(directory); ; at = path.dirname(at)) {
    up.push(path.join(at, ".opencode"))
    if (at === path.resolve(worktree) || at === path.dirname(at)) break
  }
  const config = process.env["XDG_CONFIG_HOME"] || path.join(os.homedir(), ".config")
  const roots = [
    process.env["OPENCODE_CONFIG_DIR"],
    ...up,
    path.join(os.homedir(), ".opencode"),
    path.join(config, "opencode"),
  ]
  return roots.flatMap((root) =>
    root ? [path.join(root, "command"), path.join(root, "commands")] : [],
  )
}

function readText(file: string): string | undefined {
  try {
    return fs.readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/
const DECLARATION = /^workflow[ \t]*:[ \t]*(["']?)(?:true|yes|on)\1[ \t]*(?:#.*)?$/im

const declares = (text: string | undefined): boolean =>
  DECLARATION.test(FRONT_MATTER.exec(text ?? "")?.[1] ?? "")

const bodyOf = (text: string | undefined): string | undefined =>
  text?.replace(FRONT_MATTER, "").trim()
