import path from "node:path"
import { z } from "zod"
import { asRecord } from "../session/is-record.ts"
import { EMPTY_PROFILE } from "../session/model-profile.ts"
import type { ModelProfile } from "../session/model-profile.ts"
import { tryLocked } from "./file-lock.ts"
import { readStored, replaceStored, statStored } from "./stored-file.ts"

/** What was learned of models, kept across sessions and shared by processes. */
export interface ModelStore {
  readonly get: (model: string) => ModelProfile
  readonly set: (model: string, profile: ModelProfile) => void
}

const datedSchema = z.object({ tokens: z.number().nonnegative(), at: z.number() })
const profileSchema = z.object({
  reported: z.number().nonnegative(),
  counted: z.number().nonnegative(),
  context: z.number().positive().optional(),
  learned: z.number().optional(),
  accepted: datedSchema.optional(),
  doubted: datedSchema.optional(),
  body: z.object({ bytes: z.number().positive(), at: z.number() }).optional(),
  updated: z.number(),
})
const VERSION = 1

/** A profile is written when its factor moved by this share, or its limit changed. */
const WORTH_WRITING = 0.01
/** And when the largest prompt that was answered is so many times the one that is written. */
const WORTH_KEEPING = 1.25

/** What stands in the file by model; also what is no profile, or one of another version. */
type Entries = ReadonlyMap<string, unknown>

export function createModelStore({ folder }: { folder: string }): ModelStore {
  const file = path.join(folder, "models.json")
  const lock = path.join(folder, "locks", "models")
  const learned = new Map<string, ModelProfile>()
  const written = new Map<string, ModelProfile>()
  const stored = createStoredEntries(file)
  const get = (model: string): ModelProfile => {
    const own = learned.get(model)
    const entries = stored()
    const there = profileOf(entries?.get(model))
    if (!own) return there ?? EMPTY_PROFILE
    return entries && written.has(model) ? withLimitOf(own, there) : own
  }
  return {
    get,
    set(model, profile) {
      learned.set(model, profile)
      if (!worthWriting(written.get(model), profile)) return
      written.delete(model)
      // Other processes learn about other models meanwhile: their newer entries stay. What could not
      // be written is tried again with what is learned next.
      const isWritten = tryLocked(lock, () => {
        const entries = readEntries(file)
        return entries !== undefined && write(file, new Map([...entries, [model, profile]]))
      })
      if (isWritten) written.set(model, profile)
    },
  }
}

/**
 * Growth is this process's own; a limit is what the file has. So one that another process learns,
 * or takes back, or that the user removes, counts from the next request on.
 */
const withLimitOf = (own: ModelProfile, there: ModelProfile = EMPTY_PROFILE): ModelProfile => ({
  ...own,
  context: there.context,
  learned: there.learned,
  doubted: there.doubted,
  accepted:
    (there.accepted?.at ?? -Infinity) > (own.accepted?.at ?? -Infinity)
      ? there.accepted
      : own.accepted,
  body: there.body,
})

/** What stands in the file, read again when it has changed. */
function createStoredEntries(file: string): () => Entries | undefined {
  let state: string | undefined
  let entries: Entries | undefined
  return () => {
    const now = fileState(file)
    if (now === undefined || now !== state) entries = readEntries(file)
    state = now
    return entries
  }
}

/** Differs when the file does; undefined where there is none. */
function fileState(file: string): string | undefined {
  const now = statStored(file)
  return now && `${now.ino} ${now.mtimeMs} ${now.size}`
}

const ratio = ({ reported, counted }: ModelProfile): number => reported / Math.max(1, counted)

const worthWriting = (before: ModelProfile | undefined, now: ModelProfile): boolean =>
  before === undefined ||
  before.context !== now.context ||
  before.learned !== now.learned ||
  before.doubted?.at !== now.doubted?.at ||
  before.body?.at !== now.body?.at ||
  (now.accepted?.tokens ?? 0) > WORTH_KEEPING * (before.accepted?.tokens ?? 0) ||
  Math.abs(ratio(now) - ratio(before)) > WORTH_WRITING ||
  now.counted > 2 * before.counted

/** A damaged entry costs only itself. */
function profileOf(entry: unknown): ModelProfile | undefined {
  const profile = profileSchema.safeParse(entry)
  return profile.success ? profile.data : undefined
}

/**
 * Missing or damaged content counts as nothing learned. Undefined where the file is left alone: it
 * cannot be read now, and may hold a lot, or a newer version of the plugin has written it.
 */
function readEntries(file: string): Entries | undefined {
  const text = readText(file)
  if (text === undefined) return undefined
  const { version, models } = asRecord(parse(text) ?? parse(withoutCommas(text)))
  if (typeof version === "number" && version > VERSION) return undefined
  return new Map(version === VERSION ? Object.entries(asRecord(models)) : [])
}

/** Whoever removes an entry by hand may leave a comma too many. */
const withoutCommas = (text: string): string =>
  text.replaceAll(/,(?=\s*[,}])/g, "").replaceAll(/\{\s*,/g, "{")

/** Empty where there is no file. */
function readText(file: string): string | undefined {
  const stored = readStored(file)
  if (stored.kind === "absent") return ""
  return stored.kind === "file" ? stored.bytes.toString("utf8") : undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function write(file: string, entries: Entries): boolean {
  const content = { version: VERSION, models: Object.fromEntries(entries) }
  try {
    replaceStored(file, JSON.stringify(content, null, 1), { isTop: true })
    return true
  } catch {
    // Learned figures are a convenience; the next session learns them again.
    return false
  }
}
