import { isInvariantLine } from "../dispatch/invariant-lines.ts"
import { rewriteRequest } from "../dispatch/prompt-texts.ts"
import type { GatheredDispatch } from "./gather-dispatch.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { summarizerModel } from "./summarize-region.ts"

/** Of the prompt's target, what a model's shorter form of the task may fill. */
const REWRITTEN_SHARE = 0.5

/** A shorter form of a task by the summarizer's model; undefined where none came of it. */
export async function rewriteTask(
  runtime: Runtime,
  session: Session,
  { input }: GatheredDispatch,
): Promise<string | undefined> {
  const { children, config } = runtime
  const model = session.planned?.model
  if (!config.summarize.enabled || !model) return undefined
  const { task } = input.prompt
  const abort = new AbortController()
  session.rewriting.add(abort)
  try {
    const answer = await children.ask({
      parent: session.id,
      model: summarizerModel(runtime, model),
      prompt: rewriteRequest({
        task,
        constraints: task.split("\n").filter(isInvariantLine),
        tokens: Math.floor(REWRITTEN_SHARE * (input.target ?? input.budget)),
        context: input.compactionContext,
        override: input.compactionPromptOverride,
      }),
      signal: abort.signal,
      timeout: config.summarize.timeout,
    })
    return typeof answer === "string" ? undefined : answer.text
  } finally {
    session.rewriting.delete(abort)
  }
}
