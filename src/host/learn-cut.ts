import { findCut } from "../session/find-cut.ts"
import { learnedContext } from "../session/learned-limit.ts"
import { cutToast } from "../session/texts.ts"
import type { UsageReport } from "../session/usage-report.ts"
import type { Runtime } from "./runtime.ts"

/** A limit that leaves the conversation less than what stands around it would end every session. */
const MIN_ROOM = 2

/** Tells that a server cuts prompts without saying so, and keeps later ones below that where it can. */
export function learnCut(
  { models, clock, notifyOnce }: Pick<Runtime, "models" | "clock" | "notifyOnce">,
  {
    model,
    reports,
    factor,
    tools,
  }: {
    readonly model: string
    readonly reports: readonly UsageReport[]
    readonly factor: number
    /** Counted tokens of tool schemas. */
    readonly tools: number
  },
): void {
  const cut = findCut(reports, factor)
  const [profile, now] = [models.get(model), clock()]
  if (cut === undefined || cut >= (learnedContext(profile, now) ?? Infinity)) return
  const around = factor * ((reports.at(-1)?.system ?? 0) + tools)
  const isRoomy = cut >= MIN_ROOM * around
  notifyOnce(`cut ${model}`, cutToast({ model, cut, isRoomy }))
  if (isRoomy) models.set(model, { ...profile, context: cut, learned: now, updated: now })
}
