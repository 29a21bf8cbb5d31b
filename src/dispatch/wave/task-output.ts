/** What the host's tool `task` says of a sub-agent, in its output or in a message when it is done. */
export interface TaskOutput {
  /** Session of the sub-agent. */
  readonly child: string
  /** `running` for one in the background, then `completed` or `error`. */
  readonly state: string
  readonly summary?: string
  readonly text: string
  /** The host has cut it: the sub-agent's session has all of it. */
  readonly isCut: boolean
  /** The same output with another text. */
  readonly replace: (text: string) => string
}

/** A sub-agent that failed in the background has `task_error` around its text. */
const START =
  /^\s*<task id="([^"\n]*)" state="([^"\n]*)">\s*(?:<summary>([\s\S]*?)<\/summary>\s*)?<(task_result|task_error)>\n?/

/** Reads such an output; its text may hold the same tags, so it ends with the last of them. */
export function readTaskOutput(output: string): TaskOutput | undefined {
  const found = START.exec(output)
  const [head = "", child, state, summary, tag] = found ?? []
  if (child === undefined || state === undefined || tag === undefined) return undefined
  const end = output.lastIndexOf(`</${tag}>`)
  const isCut = end < head.length
  const text = output.slice(head.length, isCut ? output.length : end).replace(/\n$/, "")
  const tail = isCut ? `\n</${tag}>\n</task>` : output.slice(head.length + text.length)
  return {
    child,
    state,
    ...(summary !== undefined && { summary }),
    text,
    isCut,
    replace: (other) => `${head}${other}${tail}`,
  }
}
