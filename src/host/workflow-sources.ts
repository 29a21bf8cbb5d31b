import os from "node:os"
import path from "node:path"
import { matchesPattern } from "../session/matches-pattern.ts"
import { waitForHost } from "./hook-time.ts"
import type { HostClient } from "./host-client.ts"
import type { Command, Skill } from "./host-commands.ts"
import { createLookUps } from "./look-ups.ts"
import { readStoredText } from "./stored-file.ts"

/** A command or skill that is declared a workflow. */
export interface WorkflowSource {
  readonly slug: string
  readonly description: string
  readonly kind: "command" | "skill"
  /** Its text as the host read it when it started, and gives it to the model. */
  readonly text: string
  /** Its text as it stands now, without front matter; undefined where it is gone. */
  readonly read: () => string | undefined
}

export interface WorkflowSources {
  /** The declared workflows as far as the host tells them; commands hide skills of the same name. */
  readonly all: () => Promise<readonly WorkflowSource[]>
  readonly find: (
    slug: string,
    kind?: WorkflowSource["kind"],
  ) => Promise<WorkflowSource | undefined>
  /**
   * The host has told its commands, its skills or both: what was not found among them is none. One that
   * has not answered time and again has none to tell.
   */
  readonly areTold: (kind?: WorkflowSource["kind"]) => boolean
}

export interface WorkflowSourcesOptions {
  readonly client: Pick<HostClient, "commands" | "skills">
  /** Names that are workflows whatever their front matter says, with `*`. */
  readonly match: readonly string[]
  readonly directory: string
  /** The host looks for commands up to here. */
  readonly worktree: string
  /** Called once for a name that the host does not know. */
  readonly onUnknown: (name: string) => void
}

/** Looks without an answer after which nobody waits for one any more. */
const MOST_UNANSWERED = 8

interface Look<T> {
  /** Asks where it has no answer yet. */
  readonly ask: () => Promise<readonly T[] | undefined>
  readonly isTold: () => boolean
}

function createLook<T>(question: () => Promise<readonly T[] | undefined>): Look<T> {
  const lookUp = createLookUps({ afterFailureMs: 0 })
  let told: readonly T[] | undefined
  let unanswered = 0
  return {
    async ask() {
      told ??= await lookUp("list", async () => {
        // Counted where it is really asked, not while it pauses.
        unanswered++
        return question()
      })
      if (told) unanswered = 0
      return told
    },
    isTold: () => told !== undefined || unanswered >= MOST_UNANSWERED,
  }
}

/** Finds the workflows among the host's commands and skills, which it reads once, as the host does. */
export function createWorkflowSources(options: WorkflowSourcesOptions): WorkflowSources {
  const { client, directory, worktree, onUnknown } = options
  // As one types them.
  const match = options.match.map((name) => name.replace(/^\//, ""))
  const isNamed = (slug: string): boolean => match.some((pattern) => matchesPattern(pattern, slug))
  let found: Promise<readonly WorkflowSource[]> | undefined
  const looks = {
    command: createLook(() => client.commands()),
    skill: createLook(() => client.skills()),
  }

  const read = async (): Promise<readonly WorkflowSource[]> => {
    const [commands, skills] = await Promise.all([looks.command.ask(), looks.skill.ask()])
    // Asked again where the host did not answer.
    if (!commands || !skills) found = undefined
    const own = (commands ?? []).filter(({ source }) => source !== "skill")
    const names = new Set(own.map(({ name }) => name))
    const others = (skills ?? []).filter(({ name }) => !names.has(name))
    if (commands && skills)
      match
        .filter((name) => !name.includes("*"))
        .filter((name) => ![...own, ...others].some((known) => matchesPattern(name, known.name)))
        .forEach(onUnknown)
    const folders = commandFolders(directory, worktree)
    return [
      ...own.map((command) => commandSource(command, folders)),
      ...others.map((skill) => skillSource(skill)),
    ].flatMap(({ isDeclared, ...source }) => ((isDeclared ?? isNamed(source.slug)) ? [source] : []))
  }

  // Nobody waits for the first look: a fault of it must not end the host.
  const all = async (): Promise<readonly WorkflowSource[]> => {
    found ??= read().catch(() => {
      found = undefined
      return []
    })
    const looking = found
    // Another hook may have asked, which has more time left.
    return (await waitForHost(() => looking)) ?? []
  }
  return {
    all,
    find: async (slug, kind) =>
      (await all()).find((source) => source.slug === slug && (kind ?? source.kind) === source.kind),
    areTold: (kind) =>
      kind ? looks[kind].isTold() : looks.command.isTold() && looks.skill.isTold(),
  }
}

type Candidate = WorkflowSource & { readonly isDeclared: boolean | undefined }

function commandSource(
  { name, description, template }: Command,
  folders: readonly string[],
): Candidate {
  // The host tells no file; it is known by its text.
  const file = folders
    .map((folder) => path.join(folder, `${name}.md`))
    .find((candidate) => bodyOf(readText(candidate)) === template.trim())
  return {
    slug: name,
    description: description ?? "",
    kind: "command",
    text: template.trim(),
    isDeclared: file === undefined ? undefined : declares(readText(file)),
    read: () => (file === undefined ? template.trim() : bodyOf(readText(file))),
  }
}

function skillSource({ name, description, location, content }: Skill): Candidate {
  const isFile = readText(location) !== undefined
  return {
    slug: name,
    description,
    kind: "skill",
    text: content.trim(),
    isDeclared: declares(readText(location)),
    read: () => (isFile ? bodyOf(readText(location)) : content.trim()),
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

/** Longer than any prompt, bytes. */
const MOST_BYTES = 2 ** 24

const readText = (file: string): string | undefined =>
  readStoredText(file, { most: MOST_BYTES, follow: true })

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n(?:([\s\S]*?)\r?\n)?---[ \t]*(?:\r?\n|$)/
const DECLARATION = /^workflow[ \t]*:[ \t]*(["']?)(?:(true|yes|on)|false|no|off)\1[ \t]*(?:#.*)?$/im

/** Whether front matter says that it is a workflow, or that it is none. */
function declares(text: string | undefined): boolean | undefined {
  const declaration = DECLARATION.exec(FRONT_MATTER.exec(text ?? "")?.[1] ?? "")
  return declaration ? declaration[2] !== undefined : undefined
}

const bodyOf = (text: string | undefined): string | undefined =>
  text?.replace(FRONT_MATTER, "").trim()
