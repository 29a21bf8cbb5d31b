import { resolveDispatchBudget } from "../dispatch/prompt/dispatch-budget.ts"
import { childBudget } from "./child-budget.ts"
import type { DispatchRole } from "./dispatch-role.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"

/** Counted tokens that a prompt may have, and down to which it is compacted. */
export type PromptBudget =
  | { readonly ok: true; readonly budget: number; readonly target: number }
  | { readonly ok: false; readonly cap: number; readonly reserve: number }
  /** The sub-agent's system text and tools leave no room in its model's window. */
  | { readonly ok: false; readonly cap: undefined }

const UNLIMITED: PromptBudget = { ok: true, budget: Infinity, target: Infinity }

/**
 * The cap of the role less what is reserved for the answer, and never more than the sub-agent's model
 * takes, whose limit has its answer taken off already. For an agent that nobody mapped only the
 * model's limit counts; where that is unknown, or leaves nothing, the gate of the sub-agent's own
 * requests decides.
 */
export async function dispatchBudget(
  runtime: Runtime,
  session: Session,
  { agent, role }: { readonly agent: string; readonly role: DispatchRole | undefined },
): Promise<PromptBudget> {
  const { maxOutputTokens } = runtime.config.dispatch
  const configured = await runtime.client.agentModel(agent)
  // Where the host does not answer it may be any model, and the caller's window says nothing of it.
  const model = configured && (configured.model ?? session.planned?.model)
  const child = model && (await childBudget(runtime, session, { agent, model }))
  if (!role) {
    if (!child || child.limit < 1) return UNLIMITED
    return { ok: true, budget: child.limit, target: targetOf(child.target, child.limit) }
  }
  if (child && child.limit < 1) return { ok: false, cap: undefined }
  const window = child?.limit ?? Infinity
  if (role.maxInputTokens === undefined)
    return { ok: true, budget: window, target: targetOf(child?.target, window) }
  const resolved = resolveDispatchBudget({ cap: role.maxInputTokens, maxOutputTokens })
  if (!resolved.ok) return resolved
  const budget = Math.min(resolved.budget, window)
  return { ok: true, budget, target: budget }
}

/** A small window leaves nothing under its target beside system text and tools. */
const targetOf = (target: number | undefined, budget: number): number =>
  target !== undefined && target >= 1 ? Math.min(target, budget) : budget
