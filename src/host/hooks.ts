import fs from "node:fs"
import type { Hooks } from "@opencode-ai/plugin"
import { asRecord } from "../session/is-record.ts"
import { findImitation } from "../session/imitation.ts"
import { imitationRejected } from "../session/texts.ts"
import { fitStatedOutputs } from "./fit-stated-outputs.ts"
import { gate } from "./gate.ts"
import { createGuard } from "./guard.ts"
import { journalFile } from "./journal.ts"
import { learnLimit } from "./learn-limit.ts"
import { planMessages } from "./plan-messages.ts"
import type { HostMessages } from "./plan-messages.ts"
import { createRecallTool } from "./recall-tool.ts"
import type { Runtime } from "./runtime.ts"
import { shrinkCompactionHead } from "./shrink-compaction-head.ts"

/** The host's hooks, each a thin step into one function. */
export function createHooks(runtime: Runtime): Hooks {
  const { sessions, tokens, meter, native } = runtime
  const guard = createGuard(runtime.client)
  return {
    config: guard("config", async (config) => {
      const compaction = asRecord(asRecord(config)["compaction"])
      native.auto = native.auto && compaction["auto"] !== false
      native.reserved =
        typeof compaction["reserved"] === "number" ? compaction["reserved"] : undefined
      fitStatedOutputs(config)
    }),
    tool: { recall: createRecallTool(runtime.client) },
    "chat.message": guard("chat.message", async () => void tokens.ready()),
    "tool.execute.before": async ({ tool }, { args }) => {
      const found = findImitation(tool, args)
      if (found) throw new Error(imitationRejected(found))
    },
    "experimental.session.compacting": guard("session.compacting", async ({ sessionID }) => {
      sessions.get(sessionID).compacting = true
    }),
    "experimental.chat.messages.transform": guard(
      "messages.transform",
      async (_input, { messages }) => {
        const sessionID = messages[0]?.info.sessionID
        if (!sessionID) return
        const session = sessions.get(sessionID)
        await tokens.ready()
        await (session.compacting ? shrinkCompactionHead : planMessages)(
          runtime,
          session,
          messages satisfies HostMessages,
        )
      },
    ),
    "experimental.chat.system.transform": guard(
      "system.transform",
      async ({ sessionID }, { system }) => {
        if (!sessionID) return
        await tokens.ready()
        sessions.get(sessionID).systemSizes.push(meter.measure(system.join("\n")).tokens)
      },
    ),
    "chat.params": guard("chat.params", async (input, output) =>
      gate(runtime, sessions.get(input.sessionID), input, output),
    ),
    event: guard("event", async ({ event }) => {
      if (event.type === "session.deleted") {
        sessions.drop(event.properties.info.id)
        fs.rmSync(journalFile(runtime.folder, event.properties.info.id), { force: true })
      }
      if (event.type === "session.idle") sessions.get(event.properties.sessionID).compacting = false
      if (event.type === "session.error" && event.properties.sessionID) {
        sessions.get(event.properties.sessionID).compacting = false
        learnLimit(runtime, event.properties.sessionID, event.properties.error)
      }
    }),
    dispose: guard("dispose", async () => runtime.facts.settled()),
  }
}
