import { isRecent } from "../session/learned-limit.ts"
import { bodyBytes, standingMedia } from "../session/media/body-budget.ts"
import { refusedBody } from "../session/media/body-refusal.ts"
import { learnedBodyToast } from "../session/media/media-texts.ts"
import { modelName } from "../session/transcript.ts"
import type { Runtime } from "./runtime.ts"
import type { PlannedRequest } from "./sessions.ts"

/** Takes a refusal for the bytes of a request into the model's profile. */
export function learnBody(
  { models, clock, notifyOnce }: Runtime,
  { model, plan }: PlannedRequest,
  refusal: { readonly message: string; readonly isBare: boolean },
): void {
  const sent = bodyBytes(plan.draft)
  const media = standingMedia(plan.draft).reduce((sum, { bytes }) => sum + bytes, 0)
  const bytes = refusedBody({ ...refusal, bytes: sent, media: media / Math.max(1, sent) })
  if (bytes === undefined) return
  const [name, now] = [modelName(model), clock()]
  const profile = models.get(name)
  if (profile.body && isRecent(profile.body.at, now) && profile.body.bytes <= bytes) return
  models.set(name, { ...profile, body: { bytes, at: now }, updated: now })
  notifyOnce(`body ${name} ${bytes}`, learnedBodyToast({ model: name, bytes }))
}
