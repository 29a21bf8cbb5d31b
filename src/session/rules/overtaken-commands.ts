import { describeCall } from "../call.ts"
import type { Call } from "../call.ts"
import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import { placeholder, WHY } from "../texts.ts"

/** Outputs of a shell command that was run again later, in the same folder: only the newest stays. */
export function overtakenCommands({
  old,
  calls,
  isWhole,
  handle,
  directory,
}: RuleContext): readonly Proposal[] {
  const last = new Map<string, string>()
  for (const call of calls) if (isCommand(call)) last.set(commandKey(call), call.part.id)
  return old
    .filter(
      (call) =>
        isCommand(call) &&
        isWhole(call.message, call.part, "output") &&
        last.get(commandKey(call)) !== call.part.id,
    )
    .map((call) => ({
      target: { message: call.message.id, part: call.part.id, field: "output" },
      replacement: {
        kind: "text",
        text: placeholder({
          what: describeCall(call, directory),
          why: WHY.overtaken,
          handle: handle(call.part, "output"),
        }),
      },
      reason: "overtaken-command",
    }))
}

/** A failed call's error stays: it says why the next one was different. */
const isCommand = ({ part }: Call): boolean =>
  part.status === "completed" && typeof part.input["command"] === "string"

const commandKey = ({ part }: Call): string =>
  JSON.stringify([part.tool, part.input["command"], part.input["workdir"]])
