import { describeCall } from "../call.ts"
import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import { placeholder, WHY } from "../texts.ts"

/** Short outputs are equal by chance ("ok"), and say something each time. */
const MIN_CHARS = 200

/** Of several equal outputs only the newest stays. */
export function duplicateOutputs({
  old,
  calls,
  isWhole,
  handle,
  meter,
  directory,
}: RuleContext): readonly Proposal[] {
  const last = new Map<string, string>()
  for (const { message, part } of calls)
    if (part.output.length >= MIN_CHARS && isWhole(message, part, "output"))
      last.set(meter.digest(part, "output"), part.id)
  return old
    .filter(
      ({ message, part }) =>
        part.output.length >= MIN_CHARS &&
        isWhole(message, part, "output") &&
        last.get(meter.digest(part, "output")) !== part.id,
    )
    .map((call) => ({
      target: { message: call.message.id, part: call.part.id, field: "output" },
      replacement: {
        kind: "text",
        text: placeholder({
          what: describeCall(call, directory),
          why: WHY.duplicate,
          handle: handle(call.part, "output"),
        }),
      },
      reason: "duplicate-output",
    }))
}
