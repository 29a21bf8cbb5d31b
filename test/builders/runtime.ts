import { parseConfig } from "../../src/parse-config.ts"
import { createChildSessions } from "../../src/host/child-sessions.ts"
import { createModelStore } from "../../src/host/model-store.ts"
import type { Runtime } from "../../src/host/runtime.ts"
import { planSettings } from "../../src/host/plan-settings.ts"
import { createSessionState } from "../../src/host/session-state.ts"
import { createSessions } from "../../src/host/sessions.ts"
import { createSpilledTexts } from "../../src/host/spilled-texts.ts"
import { createTaskCalls } from "../../src/host/task-calls.ts"
import { createWorkflowSources } from "../../src/host/workflow-sources.ts"
import type { ModelLimits } from "../../src/session/budget.ts"
import { emptyFolder } from "./empty-folder.ts"
import { createFakeClient } from "./fake-client.ts"
import type { FakeClient } from "./fake-client.ts"
import { createTestMeter, testCount } from "./meter.ts"

export interface TestRuntimeOptions {
  readonly limits?: ModelLimits
  readonly options?: unknown
  /** The user's `compaction.auto` in the host's configuration. */
  readonly nativeAuto?: boolean
  /** Where another process has left its state. */
  readonly folder?: string
}

/** What the hooks share, with everything real but the host, the clock and the tokenizer. */
export const createTestRuntime = ({
  limits,
  options,
  nativeAuto = true,
  folder = emptyFolder(),
}: TestRuntimeOptions): Runtime & { readonly client: FakeClient } => {
  const { config } = parseConfig(options, {})
  const client = createFakeClient(limits)
  const told = new Set<string>()
  return {
    config,
    settings: planSettings(config),
    client,
    sessions: createSessions({ folder, onMemoryOnly: () => {} }),
    models: createModelStore({ folder }),
    tokens: { ready: async () => {}, count: testCount },
    meter: createTestMeter(),
    state: createSessionState({ client, folder }),
    sources: createWorkflowSources({
      client,
      match: config.workflows.match,
      directory: folder,
      worktree: folder,
      onUnknown: () => {},
    }),
    children: createChildSessions({ client, folder, directory: "/project" }),
    tasks: createTaskCalls(),
    spilled: createSpilledTexts({ folder, ttlMinutes: 60, clock: () => 1_000 }),
    native: { auto: nativeAuto, reserved: undefined, model: undefined },
    clock: () => 1_000,
    notifyOnce(key, message) {
      if (!told.has(key)) client.toast(message, "warning")
      told.add(key)
    },
    folder,
    directory: "/project",
  }
}
