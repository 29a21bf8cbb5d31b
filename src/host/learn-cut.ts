import { findCut, isAlike } from "../session/find-cut.ts"
import { isDoubtful, leavesRoom } from "../session/judge-refusal.ts"
import { acceptedPrompt, isRecent, learnedContext } from "../session/learned-limit.ts"
import { cutToast } from "../session/texts.ts"
import type { UsageReport } from "../session/usage-report.ts"
import type { Runtime } from "./runtime.ts"

/** What a session's reports say of a server that may cut prompts. */
export interface SeenReports {
  readonly model: string
  readonly reports: readonly UsageReport[]
  /** Newest message of the newest request that left. */
  readonly asked: string
  /** Real tokens per counted token. */
  readonly factor: number
  /** The model's context as the host states it, tokens; 0 is unknown. */
  readonly stated: number
  /** Tokens that every request has. */
  readonly overhead: number
}

/**
 * Tells that a server cuts prompts without saying so, and keeps later ones below that where it can.
 * Each report teaches once, with the request that follows it: a limit that was removed, or taken back,
 * does not come again before the server has answered again.
 */
export function learnCut(
  { models, clock, notifyOnce }: Pick<Runtime, "models" | "clock" | "notifyOnce">,
  { model, reports, asked, factor, stated, overhead }: SeenReports,
): void {
  const newest = reports.at(-1)
  if (!newest || newest.message.id <= asked) return
  const [profile, now, at] = [models.get(model), clock(), newest.message.created]
  const { doubted } = profile
  const accepted = acceptedPrompt(profile, now)
  // A larger prompt that was answered disproves what was reported before.
  const isDisproved = accepted > newest.reported && !isAlike(accepted, newest.reported)
  const since = isDisproved ? (profile.accepted?.at ?? 0) : -Infinity
  const lately = reports.filter(
    ({ message }) => isRecent(message.created, now) && message.created > since,
  )
  const cut = findCut(lately, { factor, context: stated || Infinity })
  if (cut === undefined || cut >= (learnedContext(profile, now) ?? (stated || Infinity))) return
  const isRoomy = leavesRoom(cut, overhead)
  if (isRoomy && isDoubtful(cut, { accepted: isDisproved ? accepted : 0, stated })) {
    const isSecond = doubted !== undefined && at > doubted.at && isAlike(doubted.tokens, cut)
    if (!isSecond)
      return models.set(model, { ...profile, doubted: { tokens: cut, at }, updated: now })
  }
  // One that teaches nothing would be told with each report.
  notifyOnce(isRoomy ? `cut ${model} ${at}` : `cut ${model}`, cutToast({ model, cut, isRoomy }))
  if (!isRoomy) return
  const { doubted: _doubted, ...rest } = profile
  models.set(model, { ...rest, context: cut, learned: at, updated: now })
}
