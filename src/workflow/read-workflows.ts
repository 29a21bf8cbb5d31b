import { z } from "zod"
import { asRecord, isRecord } from "../session/is-record.ts"
import { recordsSchema } from "./record.ts"
import type { WorkflowRecord } from "./record.ts"

/** Version of the session's state as this plugin writes it. */
export const STATE_VERSION = 1

/** What a session's state says about workflows. Only what is valid as a whole counts. */
export type WorkflowsRead =
  | { readonly kind: "valid"; readonly records: readonly WorkflowRecord[] }
  | { readonly kind: "damaged"; readonly cause: string }
  /** A newer version of the plugin wrote it. */
  | { readonly kind: "newer" }

const NONE: WorkflowsRead = { kind: "valid", records: [] }

/**
 * Reads the workflows out of the stored state. Their seal is the digest of what this plugin wrote:
 * without it, or with one that does not match, somebody else changed them.
 */
export function readWorkflows(stored: unknown, digest: (text: string) => string): WorkflowsRead {
  if (stored === undefined) return NONE
  if (!isRecord(stored)) return damaged("it is no object")
  const { version, workflows, workflowsSeal: seal } = stored
  if (typeof version === "number" && version > STATE_VERSION) return { kind: "newer" }
  if (workflows === undefined && seal === undefined) return NONE
  if (seal !== sealOf(workflows, digest))
    return damaged("it was changed from outside, or is cut off")
  const parsed = recordsSchema.safeParse(workflows)
  return parsed.success
    ? { kind: "valid", records: parsed.data }
    : damaged(z.prettifyError(parsed.error).split("\n")[0] ?? "")
}

/** The workflows that can be used: what is not valid binds nobody. */
export const validRecords = (read: WorkflowsRead): readonly WorkflowRecord[] =>
  read.kind === "valid" ? read.records : []

const damaged = (cause: string): WorkflowsRead => ({ kind: "damaged", cause })

/**
 * The stored state with these workflows, sealed.
 *
 * @throws when they would not be read back: nothing that is not valid is ever written.
 */
export const writeWorkflows = (
  stored: unknown,
  records: readonly WorkflowRecord[],
  digest: (text: string) => string,
): Record<string, unknown> => {
  const workflows = recordsSchema.parse(records)
  return { ...asRecord(stored), workflows, workflowsSeal: sealOf(workflows, digest) }
}

const sealOf = (workflows: unknown, digest: (text: string) => string): string =>
  digest(JSON.stringify(workflows) ?? "")
