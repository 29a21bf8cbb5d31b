import path from "node:path"
import { z } from "zod"
import { EMPTY_PROFILE } from "../session/model-profile.ts"
import type { ModelProfile } from "../session/model-profile.ts"
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
const fileSchema = z.object({ version: z.literal(1), models: z.record(z.string(), z.unknown()) })

/** A profile is written when its factor moved by this share, or its limit changed. */
const WORTH_WRITING = 0.01
/** And when the largest prompt that was answered is so many times the one that is written. */
const WORTH_KEEPING = 1.25

export function createModelStore({ folder }: { folder: string }): ModelStore {
  const file = path.join(folder, "models.json")
  const learned = new Map<string, ModelProfile>()
  const written = new Map<string, ModelProfile>()
  const stored = createStoredProfiles(file)
  const get = (model: string): ModelProfile => {
    const own = learned.get(model)
    const there = stored()
    if (!own) return there?.get(model) ?? EMPTY_PROFILE
    return there && written.has(model) ? withLimitOf(own, there.get(model)) : own
  }
  return {
    get,
    set(model, profile) {
      learned.set(model, profile)
      if (!worthWriting(written.get(model), profile)) return
      written.delete(model)
      // Other processes learn about other models meanwhile: their newer entries stay.
      const merged = readProfiles(file)
      if (!merged) return
      merged.set(model, profile)
      const text = JSON.stringify({ version: 1, models: Object.fromEntries(merged) }, null, 1)
      // What could not be written is tried again with what is learned next.
      if (write(file, text)) written.set(model, profile)
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
  body: there.body,
})

/** The profiles in the file, read again when it has changed. */
function createStoredProfiles(file: string): () => Map<string, ModelProfile> | undefined {
  let state: string | undefined
  let profiles: Map<string, ModelProfile> | undefined
  return () => {
    const now = fileState(file)
    if (now === undefined || now !== state) profiles = readProfiles(file)
    state = now
    return profiles
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

/**
 * Missing or damaged content counts as nothing learned; a damaged entry costs only itself. Undefined
 * where the file cannot be read now: it may hold a lot.
 */
function readProfiles(file: string): Map<string, ModelProfile> | undefined {
  const text = readText(file)
  if (text === undefined) return undefined
  const profiles = new Map<string, ModelProfile>()
  try {
    const content = fileSchema.parse(JSON.parse(text))
    for (const [model, value] of Object.entries(content.models)) {
      const profile = profileSchema.safeParse(value)
      if (profile.success) profiles.set(model, profile.data)
    }
  } catch {
    return profiles
  }
  return profiles
}

/** Empty where there is no file. */
function readText(file: string): string | undefined {
  const stored = readStored(file)
  if (stored.kind === "absent") return ""
  return stored.kind === "file" ? stored.bytes.toString("utf8") : undefined
}

function write(file: string, text: string): boolean {
  try {
    replaceStored(file, text, { isTop: true })
    return true
  } catch {
    // Learned figures are a convenience; the next session learns them again.
    return false
  }
}
