import { asRecord } from "../session/is-record.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"

/** Takes note of what the host's configuration says about its own compaction. */
export function noteHostConfig({ native }: Runtime, config: unknown): void {
  const compaction = asRecord(asRecord(config)["compaction"])
  native.auto = native.auto && compaction["auto"] !== false
  native.reserved = typeof compaction["reserved"] === "number" ? compaction["reserved"] : undefined
  const agent = asRecord(asRecord(asRecord(config)["agent"])["compaction"])
  native.model = parseModel(agent["model"])
}

/** A model as configurations name it, `provider/model`. */
function parseModel(name: unknown): ModelRef | undefined {
  const [, providerID, modelID] =
    typeof name === "string" ? (/^([^/]+)\/(.+)$/.exec(name) ?? []) : []
  return providerID && modelID ? { providerID, modelID } : undefined
}
