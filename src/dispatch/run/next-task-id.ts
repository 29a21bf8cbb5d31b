import type { Run } from "./fold-run.ts"
import type { ContractKind } from "./contract.ts"
import { awaited, isHalt } from "./next-action.ts"
import type { NextAction } from "./next-action.ts"
import { plainTaskID } from "./plain-task-id.ts"

/** A line that names the task: `task_id: 2.1`, `- **Task ID:** parser`, `"task_id": "7",`. */
const STATED =
  /^[ \t]*(?:(?:[-*]|#{1,6}) )?["*`]{0,3}task[ _-]?id["*`]{0,3}[ \t]*[:=]["*`]{0,3}[ \t]*(.*)$/gimu
const FIRST_WORD = /^["'`*]{0,3}([\p{L}\p{N}_#][\p{L}\p{N}_#./:-]{0,79})(?![\p{L}\p{N}_#./:-])/u
const MARKS_BEFORE = /^["'`*]+/
const MARKS_AFTER = /["'`*,.]{1,8}$/

/** The task that a prompt says it is for: one of the known, which may have several words, else one word. */
export function statedTaskID(prompt: string, known: readonly string[] = []): string | undefined {
  const ids = new Set(known)
  for (const [, line = ""] of prompt.matchAll(STATED)) {
    const rest = plainTaskID(line)
    const bare = rest.replace(MARKS_BEFORE, "").replace(MARKS_AFTER, "").trim()
    const id =
      [rest, bare].find((one) => ids.has(one)) ??
      FIRST_WORD.exec(line)?.[1]?.replace(/[.:/-]+$/, "")
    if (id !== undefined) return id
  }
  return undefined
}

export interface NextTaskIDInput {
  /** What the prompt says itself. */
  readonly stated?: string | undefined
  /** Whose work it is: an implementer goes on with no task that waits for its review. */
  readonly like?: ContractKind | undefined
  /** Tasks that a sub-agent works on at this moment: a parallel dispatch is for another one. */
  readonly busy?: readonly string[]
}

/** The task of a new dispatch: the one that its prompt names, else the one that is open, else a new one. */
export function nextTaskID(run: Run, { stated, like, busy = [] }: NextTaskIDInput = {}): string {
  const named = plainTaskID(stated ?? "")
  if (named !== "") return named
  // One that was halted waits for the user: only a prompt that names it takes it up again.
  const open = [...run.tasks.values()].findLast(
    ({ id, status, nextAction }) =>
      status !== "done" && !isHalt(nextAction) && !busy.includes(id) && suits(nextAction, like),
  )
  if (open) return open.id
  const isKnown = (id: string): boolean => run.tasks.has(id) || busy.includes(id)
  const declared = run.declaredTasks.find((id) => !isKnown(id))
  if (declared !== undefined) return declared
  let number = run.tasks.size + 1
  while (isKnown(`task-${number}`)) number++
  return `task-${number}`
}

const suits = (nextAction: NextAction, like: ContractKind | undefined): boolean => {
  const next = awaited(nextAction)
  return like === undefined || next === undefined || next === like
}
