import { isInvariantLine } from "../dispatch/prompt/invariant-lines.ts"
import { dispatchAborted, rewriteRequest } from "../dispatch/prompt/prompt-texts.ts"
import { factorOf } from "../session/model-profile.ts"
import { modelName } from "../session/transcript.ts"
import { DispatchRefusedError } from "./dispatch-refused-error.ts"
import type { GatheredDispatch } from "./gather-dispatch.ts"
import type { Runtime } from "./runtime.ts"
import { sessionBudget } from "./session-budget.ts"
import type { Session } from "./sessions.ts"
import { MAX_WINDOW_SHARE, summarizerModel } from "./summarize-region.ts"

/** Of the prompt's target, what a model's shorter form of the task may fill. */
const REWRITTEN_SHARE = 0.5

/**
 * A shorter form of a task by the summarizer's model; undefined where none came of it, or the task
 * has no room in that model's window.
 *
 * @throws {DispatchRefusedError} where the user has aborted the turn meanwhile.
 */
export async function rewriteTask(
  runtime: Runtime,
  session: Session,
  { input }: GatheredDispatch,
): Promise<string | undefined> {
  const { children, client, config, models } = runtime
  if (!config.summarize.enabled || !session.planned) return undefined
  const model = summarizerModel(runtime, session.planned.model)
  const { task } = input.prompt
  const prompt = rewriteRequest({
    task,
    constraints: task.split("\n").filter(isInvariantLine),
    tokens: Math.floor(REWRITTEN_SHARE * (input.target ?? input.budget)),
    context: input.compactionContext,
    override: input.compactionPromptOverride,
  })
  const { transcript } = session.planned.plan.draft
  const { limit } = sessionBudget(runtime, {
    model,
    limits: await client.limits(model),
    transcript,
  })
  const factor = factorOf(models.get(modelName(model)), model.modelID)
  if (factor * input.count(prompt) > MAX_WINDOW_SHARE * limit) return undefined
  const abort = new AbortController()
  session.rewriting.add(abort)
  try {
    const answer = await children.ask({
      parent: session.id,
      model,
      prompt,
      signal: abort.signal,
      timeout: config.summarize.timeout,
    })
    if (abort.signal.aborted) throw new DispatchRefusedError(dispatchAborted)
    return typeof answer === "string" ? undefined : answer.text
  } finally {
    session.rewriting.delete(abort)
  }
}
