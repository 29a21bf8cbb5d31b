import { asRecord } from "../session/is-record.ts"
import { judgeRefusal } from "../session/judge-refusal.ts"
import type { Refusal } from "../session/judge-refusal.ts"
import {
  acceptedPrompt,
  answeredPrompt,
  doubtedContext,
  learnedContext,
} from "../session/learned-limit.ts"
import { payloadText } from "../session/meter.ts"
import type { Meter } from "../session/meter.ts"
import type { ModelProfile } from "../session/model-profile.ts"
import { readOverflow } from "../session/read-overflow.ts"
import { isPassedOn } from "../session/provider-words.ts"
import { learnedLimitToast, refusedAgainToast } from "../session/texts.ts"
import { fieldsOf, messageKey, modelName, sameModel, slotKey } from "../session/transcript.ts"
import { learnBody } from "./learn-body.ts"
import { HOST_OVERFLOW } from "./overflow-signals.ts"
import { refusedContent } from "./refused-content.ts"
import type { RefusedContent } from "./refused-content.ts"
import type { Runtime } from "./runtime.ts"
import type { PlannedRequest, Session } from "./sessions.ts"

/** Takes a provider's refusal into the model's profile, so that no later request repeats it. */
export function learnLimit(runtime: Runtime, sessionID: string, error: unknown): void {
  const { sessions, notifyOnce } = runtime
  const message = refusalMessage(error)
  if (message === undefined) return
  const session = sessions.get(sessionID)
  const planned = refusedRequest(session)
  if (!readOverflow(message)) {
    if (planned) learnBody(runtime, planned, { message, isBare: isBare(error) })
    return
  }
  if (planned) return learnFrom(runtime, session, { planned, message })
  // The host ends the run where not even its summarizer's request is taken.
  if (session.lastKind === "compaction" && session.refused)
    notifyOnce(`refused ${sessionID} ${session.refused.user}`, refusedAgainToast)
}

/** Of the statuses with which a request is refused for itself, and not for who asks, or when. */
const REFUSALS: ReadonlySet<unknown> = new Set([400, 413, 422])

/**
 * The message of a refusal that may be for size. The host's own name for one says little: any 413,
 * and any error with such words, has it. It keeps no status then. What a gateway passes on stands in
 * the body alone.
 */
function refusalMessage(error: unknown): string | undefined {
  const { name, data } = asRecord(error)
  const { message, statusCode, responseBody } = asRecord(data)
  if (typeof message !== "string") return undefined
  if (name !== "ContextOverflowError" && !REFUSALS.has(statusCode)) return undefined
  const ours = HOST_OVERFLOW.error.message
  if (`${message} ${String(responseBody)}`.includes(ours)) return undefined
  return isPassedOn(message) && typeof responseBody === "string" ? responseBody : message
}

/** The host calls a refusal so for its status alone where the words say nothing of a context. */
function isBare(error: unknown): boolean {
  const { name, data } = asRecord(error)
  return name === "ContextOverflowError" || asRecord(data)["statusCode"] === 413
}

/**
 * Events arrive when they can: the host may have begun to compact before the refusal is told. Where
 * another model was asked for that already, either may have refused.
 */
function refusedRequest(session: Session): PlannedRequest | undefined {
  const { lastKind, lastModel, learnedFrom, planned, refused } = session
  if (planned && lastKind === "own") return planned
  const isOfBoth = refused && lastModel && sameModel(refused.model, lastModel)
  return isOfBoth && refused !== learnedFrom ? refused : undefined
}

function learnFrom(
  runtime: Runtime,
  session: Session,
  { planned, message }: { readonly planned: PlannedRequest; readonly message: string },
): void {
  const { models, clock, meter, notifyOnce } = runtime
  const isToldAgain = session.learnedFrom === planned
  session.learnedFrom = planned
  const content = contentOf(planned, session.around)
  const overflow = readOverflow(message, content.has)
  if (!overflow) return
  const [name, now] = [modelName(planned.model), clock()]
  const profile = models.get(name)
  const refusal = refusalOf({ planned, profile, now, content, meter })
  // The same refusal, told again, is no second one.
  const doubted = isToldAgain ? undefined : doubtedContext(profile, now)
  const lesson = judgeRefusal({ ...refusal, doubted, overflow })
  if (lesson.kind === "none") return
  const { context } = lesson
  if (lesson.kind === "doubt")
    return models.set(name, { ...profile, doubted: { tokens: context, at: now }, updated: now })
  const known = learnedContext(profile, now)
  if (known !== undefined && known < context) return
  const { doubted: _doubted, ...rest } = profile
  models.set(name, { ...rest, context, learned: now, updated: now })
  if (known !== context)
    notifyOnce(
      `learned ${name} ${context} ${now}`,
      learnedLimitToast({ model: name, context, stated: planned.input.stated ?? 0 }),
    )
}

/** What of the session was sent, and what is known of it before edits. */
const contentOf = ({ plan }: PlannedRequest, around: readonly string[]): RefusedContent => {
  const { transcript, view } = plan.draft
  const edited = [...view.values()].map(({ content }) => content)
  const whole = transcript.messages.flatMap((message) =>
    view.has(messageKey(message.id))
      ? []
      : message.parts.flatMap((part) =>
          fieldsOf(part)
            .filter((field) => !view.has(slotKey(message.id, part.id, field)))
            .map((field) => payloadText(part, field)),
        ),
  )
  return refusedContent({
    sent: [whole, edited, around],
    known: [transcript.messages.map(({ parts }) => parts), edited, around],
  })
}

const refusalOf = ({
  planned,
  profile,
  now,
  content,
  meter,
}: {
  readonly planned: PlannedRequest
  readonly profile: ModelProfile
  readonly now: number
  readonly content: RefusedContent
  readonly meter: Meter
}): Omit<Refusal, "overflow" | "doubted"> => {
  const { input, overhead, plan } = planned
  const { stated = 0 } = input
  const { budget, forecast } = plan.draft
  const { limit, reserve } = budget
  return {
    forecast: forecast.tokens,
    overhead: forecast.factor * overhead,
    stated,
    limit,
    reserve,
    accepted: {
      here: largestAnswered(planned, meter),
      anywhere: acceptedPrompt(profile, now),
    },
    media: content.media(),
  }
}

/** The largest prompt that the session had answered by the model, tokens, as far as its size bears that out. */
function largestAnswered({ input, model, overhead, plan }: PlannedRequest, meter: Meter): number {
  let [counted, largest] = [overhead, 0]
  for (const message of plan.draft.transcript.messages) {
    const reported = message.usage?.prompt ?? 0
    if (!message.summary && sameModel(message.model, model))
      largest = Math.max(largest, answeredPrompt({ reported, counted }, input.stated ?? 0))
    counted += meter.message(message)
  }
  return largest
}
