import type { Hooks } from "@opencode-ai/plugin"
import { HOST_OUTPUT_CAP } from "../session/budget.ts"
import type { ModelLimits } from "../session/budget.ts"
import { asRecord } from "../session/is-record.ts"
import { factorOf } from "../session/model-profile.ts"
import { isFruitless } from "../session/native/is-fruitless.ts"
import { overReservedToast } from "../session/crowded-texts.ts"
import { fruitlessToast } from "../session/texts.ts"
import { latestUserIndex, modelName } from "../session/transcript.ts"
import { decodeHistory } from "./decode-history.ts"
import type { NativeCompaction, Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"

type Hook = NonNullable<Hooks["experimental.compaction.autocontinue"]>

/**
 * The host goes on by itself after its own compaction. That is stopped where the step before gave
 * the final answer, so that there is nothing to go on with, and where compactions follow one
 * another and make no room: then the user is told.
 */
export async function stopAfterAnswer(
  runtime: Runtime,
  session: Session,
  { model, output }: { readonly model: Parameters<Hook>[0]["model"]; output: { enabled: boolean } },
): Promise<void> {
  const { client, directory, meter, models, native, notifyOnce } = runtime
  const wasQueued = session.queued
  session.queued = false
  const history = await client.messages(session.id)
  // Whether there is anything to go on with nobody knows then: the host decides.
  if (!history) return
  const answered = history
    .map(({ info }) => asRecord(info))
    .findLast(
      ({ role, error, summary }) => role === "assistant" && error === undefined && summary !== true,
    )
  if (wasQueued && answered?.["finish"] === "stop") output.enabled = false

  const transcript = decodeHistory(history, { sessionID: session.id, directory })
  const ref = { providerID: model.providerID, modelID: model.id }
  const { ceiling } = sessionBudget(runtime, { model: ref, limits: model.limit, transcript })
  const factor = factorOf(models.get(modelName(ref)), ref.modelID)
  if (!isFruitless({ transcript, ceiling, factor, meter })) return
  output.enabled = false
  const prompt = transcript.messages[latestUserIndex(transcript.messages)]?.id
  const setting = overReserved(model.limit, native)
  notifyOnce(
    `fruitless ${session.id} ${prompt}`,
    setting === undefined ? fruitlessToast : overReservedToast(setting),
  )
}

/** What keeps the host from using more than half of the window, where something does. */
function overReserved(
  { context, input, output }: ModelLimits,
  { outputCap = HOST_OUTPUT_CAP, reserved = 0 }: NativeCompaction,
): Parameters<typeof overReservedToast>[0] | undefined {
  if (input) return reserved > input / 2 ? "compaction.reserved" : undefined
  return Math.min(output || outputCap, outputCap) > context / 2 ? "limit.output" : undefined
}
