import { describe, expect, it } from "vitest"
import { plainRequests } from "../../src/workflow/plain-requests.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { closedWorkflow, workflow } from "../builders/any-workflow.ts"
import { assistant, createTranscript, media, text, user } from "../builders/transcript.ts"
import type { MessageDraft, PartDraft } from "../builders/transcript.ts"

const session = (...parts: readonly PartDraft[]) =>
  createTranscript(user(...parts), assistant(text("Done")), user(text("Never push.")))
const guidance = text("Review everything. Never push.")
const invoked = (
  overrides: Partial<WorkflowRecord["invocation"]> = {},
): WorkflowRecord["invocation"] => ({
  source: "command",
  at: 1,
  message: "m01",
  ...overrides,
})

describe("what a user typed", () => {
  it.each<[string, readonly WorkflowRecord[], readonly [MessageDraft, MessageDraft]]>([
    [
      "stands in the place of the guidance",
      [workflow({ invocation: invoked() })],
      [user(guidance), user(text("/review mend the parser"))],
    ],
    [
      "stands there too when the workflow is over",
      [closedWorkflow({ invocation: invoked() })],
      [user(guidance), user(text("/review mend the parser"))],
    ],
    [
      "is the command alone where there is no task",
      [workflow({ invocation: invoked(), task: "" })],
      [user(guidance), user(text("/review"))],
    ],
    [
      "leaves what else the message carries",
      [workflow({ invocation: invoked() })],
      [
        user(media(), guidance, text("Read it")),
        user(media(), text("/review mend the parser"), text("Read it")),
      ],
    ],
    [
      "stands nowhere in a message without a text",
      [workflow({ invocation: invoked() })],
      [user(media()), user(media())],
    ],
  ])("%s", (_, records, [before, after]) => {
    expect(plainRequests(session(...before.parts), records)).toEqual(session(...after.parts))
  })

  it.each<[string, readonly WorkflowRecord[]]>([
    ["no workflow was invoked", []],
    ["a skill was loaded", [workflow({ invocation: invoked({ source: "skill" }) })]],
    ["a workflow was dispatched", [workflow({ invocation: invoked({ source: "dispatch" }) })]],
    ["the message is not known", [workflow({ invocation: { source: "command", at: 1 } })]],
    [
      "the task was cut, and the message is not of its template",
      [
        workflow({
          invocation: invoked(),
          task: "t".repeat(2_000),
          snapshot: { digest: "d", text: "Do $ARGUMENTS" },
        }),
      ],
    ],
    ["the message is gone", [workflow({ invocation: invoked({ message: "m77" }) })]],
  ])("is all there is where %s", (_, records) => {
    const transcript = session(guidance)
    expect(plainRequests(transcript, records)).toEqual(session(guidance))
  })
})
