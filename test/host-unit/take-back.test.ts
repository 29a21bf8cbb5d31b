import { expect, it } from "vitest"
import { digest } from "../../src/host/digest.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { takeBack } from "../../src/host/take-back.ts"
import { readWorkflows, validRecords, writeWorkflows } from "../../src/workflow/read-workflows.ts"
import { undoneToast } from "../../src/workflow/texts.ts"
import { workflow } from "../builders/any-workflow.ts"
import { createTestRuntime } from "../builders/runtime.ts"

it.each([
  ["that invoked a workflow takes it back", "m1", [true], [], [], [`info: ${undoneToast}`]],
  ["that did nothing to it changes nothing", "m7", [true], ["review-1"], [], []],
  ["is taken up again where it could not be stored", "m1", [false], ["review-1"], ["m1"], []],
  ["is stored the second time", "m1", [false, true], [], [], [`info: ${undoneToast}`]],
])("an undone message %s", async (_, message, attempts, kept, waiting, told) => {
  const runtime = createTestRuntime({})
  const { client, sessions } = runtime
  client.metadataOf.set("ses_1", { [METADATA_KEY]: writeWorkflows({}, [workflow()], digest) })
  const { setMetadata } = client
  const session = sessions.get("ses_1")
  session.removed.add(message)
  for (const isStored of attempts) {
    Object.assign(client, { setMetadata: isStored ? setMetadata : async () => false })
    await takeBack(runtime, session)
  }
  const state = client.metadataOf.get("ses_1")?.[METADATA_KEY]
  expect({
    kept: validRecords(readWorkflows(state, digest)).map(({ id }) => id),
    waiting: [...session.removed],
    told: client.calls,
  }).toEqual({ kept, waiting, told })
})
