import { expect, it } from "vitest"
import { asked, hostModel, prompted, stepped } from "../builders/host-messages.ts"
import { hooked } from "../builders/hooked.ts"
import { fileText } from "../builders/planning.ts"
import { overflowed, tooLong } from "../builders/refusals.ts"

const limits = { context: 64_000, output: 8_000 }
const history = [
  prompted("m1", "Go"),
  stepped("m2", { output: fileText("alpha").repeat(4) }),
  stepped("m3", { output: fileText("beta").repeat(4) }),
]

/** A session that has a step, and compacts then: with this model, asked so. */
const compacting = async (
  modelID: string,
  { overflow, passes = false }: { readonly overflow: boolean; readonly passes?: boolean },
) => {
  let request = asked("m9", { overflow: true })
  const scene = hooked({ limits, client: { messages: async () => [...history, request] } })
  const step = async (): Promise<void> => {
    const messages = structuredClone(history)
    await scene.run("experimental.chat.messages.transform", {}, { messages })
  }
  const compact = async (id: string): Promise<void> => {
    await scene.run("experimental.session.compacting", { sessionID: "ses_1" }, { context: [] })
    await step()
    const model = { id, providerID: hostModel.providerID, limit: limits }
    await scene.run("chat.params", { sessionID: "ses_1", agent: "compaction", model }, {})
  }
  await step()
  await scene.params()
  await scene.event("session.error", {
    sessionID: "ses_1",
    error: overflowed("Payload Too Large"),
  })
  if (passes) {
    await compact(hostModel.modelID)
    await step()
    await scene.params()
  }
  request = asked("m10", { overflow })
  await compact(modelID)
  await scene.event("session.error", { sessionID: "ses_1", error: overflowed(tooLong(32_000)) })
  return {
    kind: scene.session.lastKind,
    context: scene.runtime.models.get("scripted/gpt-scripted").context,
  }
}

it.each<[string, Parameters<typeof compacting>, number | undefined]>([
  ["by the session's model teaches its limit", [hostModel.modelID, { overflow: true }], 32_000],
  ["by another model teaches none of the session's", ["small", { overflow: true }], undefined],
  [
    "after a step that passed is not about the refusal before that",
    [hostModel.modelID, { overflow: false, passes: true }],
    undefined,
  ],
])("a refusal of the host's compaction %s", async (_, given, context) => {
  expect(await compacting(...given)).toEqual({ kind: "compaction", context })
})
