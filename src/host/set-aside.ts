import path from "node:path"
import { asRecord, isRecord } from "../session/is-record.ts"
import { damagedToast, newerToast } from "../workflow/texts.ts"
import { digest } from "./digest.ts"
import type { Runtime } from "./runtime.ts"
import { safeName } from "./safe-name.ts"
import type { StoredState } from "./session-state.ts"
import { createStored, isStored } from "./stored-file.ts"

/** Folder of states that could not be used, beside the journals. */
export const DAMAGED_FOLDER = "damaged"

/** Keeps a copy of workflows that cannot be used, and tells it once. */
export function setAside(
  { folder, notifyOnce }: Runtime,
  sessionID: string,
  { value, workflows }: StoredState,
): void {
  if (workflows.kind === "valid") return
  const copy = keepCopy(folder, sessionID, value)
  if (copy.isKnown) return
  notifyOnce(
    `unusable state ${sessionID}`,
    workflows.kind === "newer"
      ? newerToast
      : damagedToast({ cause: workflows.cause, copy: copy.file }),
  )
}

interface Copy {
  /** Undefined where none could be kept. */
  readonly file: string | undefined
  /** It was kept before, and told. */
  readonly isKnown: boolean
}

function keepCopy(folder: string, sessionID: string, value: unknown): Copy {
  // Facts beside the workflows change all the time.
  const { workflows, workflowsSeal, version } = asRecord(value)
  const mark = digest(JSON.stringify(isRecord(value) ? [version, workflows, workflowsSeal] : value))
  const file = path.join(folder, DAMAGED_FOLDER, `${safeName(sessionID)}.${mark}.json`)
  if (isStored(file)) return { file, isKnown: true }
  try {
    createStored(file, JSON.stringify(value, undefined, 1))
    return { file, isKnown: false }
  } catch {
    return { file: undefined, isKnown: false }
  }
}
