import type { Call } from "../call.ts"
import { isErrorLine } from "../compact/telling-lines.ts"
import { headOf } from "../cut-text.ts"

/** A command and what its last run came to. */
export interface CommandFact {
  readonly command: string
  /** Lines that say how it failed; none where it succeeded. */
  readonly errors: readonly string[]
}

const COMMAND_TOOL = "bash"
const MOST_ERRORS = 3
const LONGEST_LINE = 300

/** Each command once, the newest last. */
export function lastCommands(calls: readonly Call[]): readonly CommandFact[] {
  const commands = new Map<string, CommandFact>()
  for (const { part } of calls) {
    const { command } = part.input
    if (part.tool !== COMMAND_TOOL || typeof command !== "string") continue
    commands.delete(command)
    commands.set(command, { command, errors: errorsOf(part) })
  }
  return [...commands.values()]
}

/** The exit code tells whether there are any; where the host gives none, the output does. */
function errorsOf({ status, exitCode, output }: Call["part"]): readonly string[] {
  if (exitCode === 0) return []
  const printed = output.split("\n").filter((line) => line.trim() !== "")
  const errors = printed.filter(isErrorLine).slice(0, MOST_ERRORS)
  // Where it never ran, or was stopped, the host's first words say so.
  const lines = errors.length === 0 && status === "failed" ? printed.slice(0, 1) : errors
  return lines.length === 0 && exitCode !== undefined
    ? [`exit code ${exitCode}`]
    : lines.map((line) => headOf(line.trim(), LONGEST_LINE))
}
