import { clearOutput } from "../clear-output.ts"
import { comparable } from "../call.ts"
import type { Call } from "../call.ts"
import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import { WHY } from "../texts.ts"

/**
 * Outputs of a shell command that was run again later, in the same folder, and whose every line the
 * next output that stays holds too. A result that changed is history: it stays.
 */
export function overtakenCommands(context: RuleContext): readonly Proposal[] {
  const { old, calls, isWhole, directory } = context
  const eligible = new Set(old)
  const newer = new Map<string, ReadonlySet<string>>()
  const proposals: Proposal[] = []
  for (const call of calls.toReversed()) {
    if (!isCommand(call) || !isWhole(call.message, call.part, "output")) continue
    const key = commandKey(call, directory)
    const lines = meaningfulLines(call.part.output)
    const standing = newer.get(key)
    const overtaken = standing !== undefined && lines.every((line) => standing.has(line))
    if (!overtaken || !eligible.has(call)) {
      newer.set(key, new Set(lines))
      continue
    }
    proposals.push(clearOutput({ call, context, why: WHY.overtaken, reason: "overtaken-command" }))
  }
  return proposals
}

/** Rules and blank lines say nothing by themselves. */
const meaningfulLines = (output: string): readonly string[] =>
  output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line))

/** A failed call's error stays: it says why the next one was different. */
const isCommand = ({ part }: Call): boolean =>
  part.status === "completed" && typeof part.input["command"] === "string"

function commandKey({ part }: Call, directory: string): string {
  const { command, workdir } = comparable(part.input, directory)
  return JSON.stringify([part.tool, command, workdir])
}
