import { describe, expect, it } from "vitest"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import { stopAfterAnswer } from "../../src/host/stop-after-answer.ts"
import type { ModelLimits } from "../../src/session/budget.ts"
import { overReservedToast } from "../../src/session/crowded-texts.ts"
import { fruitlessToast } from "../../src/session/texts.ts"
import { asked, hostModel, prompted, stepped, summarizedAs } from "../builders/host-messages.ts"
import { createTestRuntime } from "../builders/runtime.ts"

const limit = { context: 11_000, output: 1_000 }

interface Given {
  readonly queued?: boolean
  readonly times?: number
  readonly stated?: ModelLimits
  readonly reserved?: number
}

/** Whether the host goes on by itself, the plugin having queued its compaction or not. */
const goesOn = async (
  history: HostMessages | undefined,
  { queued = true, times = 1, stated = limit, reserved = 0 }: Given = {},
) => {
  const runtime = createTestRuntime({ limits: limit })
  runtime.native.reserved = reserved
  Object.assign(runtime.client, { messages: async () => history })
  const session = runtime.sessions.get("ses_1")
  session.queued = queued
  const model = { id: hostModel.modelID, providerID: hostModel.providerID, limit: stated }
  const output = { enabled: true }
  for (let time = 0; time < times; time++)
    // oxlint-disable-next-line no-await-in-loop, no-unsafe-type-assertion -- of the model only this is read
    await stopAfterAnswer(runtime, session, { model: model as never, output })
  return { enabled: output.enabled, queued: session.queued, told: runtime.client.calls }
}
const ended = (id: string, finish: string, info: object = {}) =>
  stepped(id, { text: "Done.", info: { finish, ...info } })
const go = prompted("m1", "Go")
const compacted = [asked("m8"), summarizedAs("m9", "All.", { parentID: "m8" })]

describe("after a compaction that was queued behind a step, the host", () => {
  it.each<[string, HostMessages, boolean]>([
    ["stops where that step gave the final answer", [go, ended("m2", "stop")], false],
    ["goes on where it called a tool", [go, ended("m2", "tool-calls")], true],
    [
      "goes on where an answer before it was final",
      [go, ended("m2", "stop"), ended("m3", "tool-calls")],
      true,
    ],
    [
      "stops where a step that failed came after the final answer",
      [go, ended("m2", "stop"), ended("m3", "error", { error: { name: "UnknownError" } })],
      false,
    ],
    ["goes on where nobody has answered", [go], true],
  ])("%s", async (_, history, enabled) => {
    expect(await goesOn([...history, ...compacted])).toEqual({ enabled, queued: false, told: [] })
  })

  it("goes on where it does not say what was answered", async () => {
    expect(await goesOn(undefined)).toEqual({ enabled: true, queued: false, told: [] })
  })
})

it("after a compaction of its own, the host goes on behind a final answer", async () => {
  const history = [go, ended("m2", "stop"), ...compacted]
  expect(await goesOn(history, { queued: false })).toEqual({
    enabled: true,
    queued: false,
    told: [],
  })
})

const row = (...used: readonly number[]): HostMessages => [
  go,
  ...used.flatMap((tokens, at) => [
    ...(tokens > 0
      ? [
          stepped(`m${10 * (at + 1)}`, {
            text: "On.",
            used: tokens,
            info: { finish: "tool-calls" },
          }),
        ]
      : []),
    asked(`m${10 * (at + 1) + 1}`),
    summarizedAs(`m${10 * (at + 1) + 2}`, "All.", { parentID: `m${10 * (at + 1) + 1}` }),
  ]),
]

describe("compactions that follow one another", () => {
  it.each<[string, HostMessages, boolean]>([
    ["and make no room are stopped", row(9_500, 9_001), false],
    ["and make just enough room are not", row(9_500, 9_000), true],
    ["a third time are stopped, whatever they make", row(100, 100, 100), false],
    ["a second time are not", row(100, 100), true],
  ])("%s", async (_, history, enabled) => {
    expect(await goesOn(history)).toEqual({
      enabled,
      queued: false,
      told: enabled ? [] : [`warning: ${fruitlessToast}`],
    })
  })

  it.each<[string, Given, string]>([
    [
      "an output that is most of the context and could not be lowered",
      { stated: { context: 11_000, output: 0 } },
      overReservedToast("limit.output"),
    ],
    [
      "what is reserved of most of the input",
      { stated: { context: 40_000, input: 11_000, output: 1_000 }, reserved: 10_000 },
      overReservedToast("compaction.reserved"),
    ],
    [
      "nothing where what is reserved is of no input limit",
      { stated: limit, reserved: 10_000 },
      fruitlessToast,
    ],
  ])("are told with their cause: %s", async (_, given, told) => {
    expect((await goesOn(row(100, 100, 100), given)).told).toEqual([`warning: ${told}`])
  })

  it("are told once for a prompt", async () => {
    expect((await goesOn(row(100, 100, 100), { times: 2 })).told).toHaveLength(1)
  })
})
