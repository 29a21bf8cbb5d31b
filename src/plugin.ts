import os from "node:os"
import path from "node:path"
import type { Plugin } from "@opencode-ai/plugin"
import { parseConfig } from "./parse-config.ts"
import { createChildSessions } from "./host/child-sessions.ts"
import { outputCap } from "./host/fit-stated-outputs.ts"
import { digest } from "./host/digest.ts"
import { inflate } from "./host/inflate.ts"
import { createHooks } from "./host/hooks.ts"
import { createHostClient } from "./host/host-client.ts"
import { createModelStore } from "./host/model-store.ts"
import { takePlace } from "./host/host-place.ts"
import { planSettings } from "./host/plan-settings.ts"
import { createSessionState } from "./host/session-state.ts"
import { createSessions } from "./host/sessions.ts"
import { createSpilledTexts } from "./host/spilled-texts.ts"
import { createTaskCalls } from "./host/task-calls.ts"
import { createTokenCounter } from "./host/tokens.ts"
import { createWorkflowSources } from "./host/workflow-sources.ts"
import { createMeter } from "./session/meter.ts"
import { memoryOnlyToast, secondCopyToast } from "./session/texts.ts"
import { unknownNameToast } from "./workflow/texts.ts"

/** The composition root: the one place that builds things. */
export const server: Plugin = async (input, options) => {
  const { config, issues } = parseConfig(options, process.env)
  const client = createHostClient(input.client)
  const told = new Set<string>()
  const notifyOnce = (key: string, message: string): void => {
    if (told.has(key)) return
    told.add(key)
    client.toast(message, "warning")
    client.log(message)
  }
  if (!config.enabled) return {}
  const leave = takePlace(input.client)
  // The host takes no calls while it loads plugins: what is wrong is told with the first message.
  if (!leave) return { "chat.message": async () => notifyOnce("copy", secondCopyToast) }

  const folder = path.join(
    process.env["XDG_DATA_HOME"] || path.join(os.homedir(), ".local", "share"),
    "opencode-staged-compaction",
  )
  const tokens = createTokenCounter(config.tokens)
  const hooks = createHooks({
    config,
    settings: planSettings(config),
    client,
    sessions: createSessions({
      folder,
      onMemoryOnly: (cause) => notifyOnce("journal", memoryOnlyToast(cause)),
    }),
    models: createModelStore({ folder }),
    tokens,
    meter: createMeter({ count: tokens.count, digest, inflate }),
    state: createSessionState({ client, folder }),
    sources: createWorkflowSources({
      client,
      match: config.workflows.match,
      directory: input.directory,
      // Some hosts state none.
      worktree: input.worktree || input.directory,
      onUnknown: (name) => notifyOnce(`workflow ${name}`, unknownNameToast(name)),
    }),
    children: createChildSessions({ client, folder, directory: input.directory }),
    tasks: createTaskCalls(),
    spilled: createSpilledTexts({
      folder,
      ttlMinutes: config.results.ttlMinutes,
      clock: Date.now,
    }),
    native: {
      auto: !/^(?:1|true)$/i.test(process.env["OPENCODE_DISABLE_AUTOCOMPACT"] ?? ""),
      reserved: undefined,
      outputCap: outputCap(process.env["OPENCODE_EXPERIMENTAL_OUTPUT_TOKEN_MAX"]),
      model: undefined,
    },
    clock: Date.now,
    notifyOnce,
    folder,
    directory: input.directory,
  })
  const tellIssues = (): void => {
    for (const issue of issues) notifyOnce(`option ${issue}`, issue)
  }
  return {
    ...hooks,
    "chat.message": async (message, output) => {
      tellIssues()
      await hooks["chat.message"]?.(message, output)
    },
    dispose: async () => {
      leave()
      await hooks.dispose?.()
    },
  }
}
