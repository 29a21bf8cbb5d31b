import { digest } from "../../src/host/digest.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import { writeWorkflows } from "../../src/workflow/read-workflows.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import type { FakeClient } from "./fake-client.ts"

/** Puts workflows into a session's metadata, as the plugin would have. */
export const storeWorkflows = (
  { metadataOf }: Pick<FakeClient, "metadataOf">,
  sessionID: string,
  ...records: readonly WorkflowRecord[]
): void => {
  const state = writeWorkflows({ version: 1, session: sessionID }, records, digest)
  metadataOf.set(sessionID, { [METADATA_KEY]: state })
}
