import type { Run } from "./fold-run.ts"

/** A line that names the task: `task_id: 2.1`, `- **Task ID:** parser`, `"task_id": "7",`. */
const STATED =
  /^[ \t]*(?:(?:[-*]|#{1,6}) )?["*`]{0,3}task[ _-]?id["*`]{0,3}[ \t]*[:=]["*`]{0,3}[ \t]*["'`*]{0,3}([\p{L}\p{N}_#][\p{L}\p{N}_#./:-]{0,79})(?![\p{L}\p{N}_#./:-])/imu

/** The task that a prompt says it is for. */
export const statedTaskID = (prompt: string): string | undefined =>
  STATED.exec(prompt)?.[1]?.replace(/[.:/-]+$/, "")

export interface NextTaskIDInput {
  /** What the prompt says itself. */
  readonly stated?: string | undefined
  /** Tasks that a sub-agent works on at this moment: a parallel dispatch is for another one. */
  readonly busy?: readonly string[]
}

/** The task of a new dispatch: the one that its prompt names, else the one that is open, else a new one. */
export function nextTaskID(run: Run, { stated, busy = [] }: NextTaskIDInput = {}): string {
  if (stated !== undefined && stated.trim() !== "") return stated.trim()
  const open = [...run.tasks.values()].findLast(
    ({ id, status }) => status !== "done" && !busy.includes(id),
  )
  if (open) return open.id
  const isKnown = (id: string): boolean => run.tasks.has(id) || busy.includes(id)
  const declared = run.declaredTasks.find((id) => !isKnown(id))
  if (declared !== undefined) return declared
  let number = run.tasks.size + 1
  while (isKnown(`task-${number}`)) number++
  return `task-${number}`
}
