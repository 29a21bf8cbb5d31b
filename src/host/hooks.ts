import type { Hooks, ToolDefinition } from "@opencode-ai/plugin"
import { DISPATCH_TOOL } from "../dispatch/wave/tool-texts.ts"
import { asRecord } from "../session/is-record.ts"
import { findImitation } from "../session/imitation.ts"
import { imitationRejected } from "../session/texts.ts"
import { allowRecall } from "./allow-recall.ts"
import { fitStatedOutput, fitStatedOutputs } from "./fit-stated-outputs.ts"
import { hasRoles } from "./dispatch-role.ts"
import { dispatchHooks } from "./dispatch-hooks.ts"
import { createDispatchTool } from "./dispatch-tool.ts"
import { gate } from "./gate.ts"
import { completeNativeSummary } from "./complete-native-summary.ts"
import { fillEmptySummary, fillEmptySummaryIn } from "./fill-empty-summary.ts"
import { claimStray } from "./gate-unplanned.ts"
import { createGuard } from "./guard.ts"
import { apartFromHook, inHook, waitForHost } from "./hook-time.ts"
import { lookAgain, noteSending } from "./last-look.ts"
import { isWritten } from "./part-origin.ts"
import { planMessages } from "./plan-messages.ts"
import type { HostMessages } from "./plan-messages.ts"
import { prepareCompaction } from "./prepare-compaction.ts"
import { requestKind } from "./request-kind.ts"
import { sessionOf } from "./session-of.ts"
import { titleSize } from "./title-size.ts"
import { createRecallTool } from "./recall-tool.ts"
import type { Runtime } from "./runtime.ts"
import type { Session } from "./sessions.ts"
import { shrinkCompactionHead } from "./shrink-compaction-head.ts"
import { WORKFLOW_TOOL } from "../workflow/texts.ts"
import { noteCommand, notePrompt } from "./note-invocations.ts"
import { noteEvent } from "./note-event.ts"
import { noteHostConfig } from "./note-host-config.ts"
import { noteSkill } from "./note-skill.ts"
import { createWorkflowTool } from "./workflow-tool.ts"
import { tellUnknownAgents } from "./tell-unknown-agents.ts"
import { makeSound } from "./sound-messages.ts"
import { stopAfterAnswer } from "./stop-after-answer.ts"
import { registerSummarizer, stripSystem } from "./summarizer-agent.ts"
import { unplannedHead, unplannedSize } from "./unplanned-size.ts"

/** The host's hooks, each a thin step into one function. */
export function createHooks(runtime: Runtime): Hooks {
  const { children, native, sessions, tokens, meter } = runtime
  let isFirstMessage = true
  /** Size of messages that name no session, tokens; whose they are shows at the gate. */
  let stray: number | undefined
  const guard = createGuard(runtime.client)
  const fill = guard("empty summary", async (session: Session) => {
    await fillEmptySummary(runtime, session)
  })
  const dispatches = dispatchHooks(runtime)
  const fillIn = guard("empty summary", async (session: Session, messages: HostMessages) =>
    fillEmptySummaryIn(runtime, session, messages),
  )
  return {
    config: guard("config", async (config) => {
      noteHostConfig(runtime, config)
      for (const provider of Object.values(config.provider ?? {}))
        fitStatedOutputs(asRecord(provider)["models"], native.outputCap)
      allowRecall(config)
      registerSummarizer(config)
    }),
    tool: {
      recall: withHookTime(createRecallTool(runtime)),
      ...(hasRoles(runtime.config) && { [DISPATCH_TOOL]: createDispatchTool(runtime) }),
      ...(runtime.config.workflows.enabled && {
        [WORKFLOW_TOOL]: createWorkflowTool(runtime),
      }),
    },
    "command.execute.before": guard("command.execute.before", async (input, { parts }) =>
      noteCommand(runtime, sessions.get(input.sessionID), {
        name: input.command,
        typed: input.arguments,
        parts,
      }),
    ),
    "chat.message": guard("chat.message", async ({ sessionID }, { message, parts }) => {
      if (children.has(sessionID)) return
      void tokens.ready()
      // The host takes no calls while it loads plugins.
      if (isFirstMessage) {
        void apartFromHook(() => children.removeOrphans())
        if (runtime.config.workflows.enabled) void apartFromHook(() => runtime.sources.all())
      }
      // Each is told once; where the host has not answered, it does with the next prompt.
      if (hasRoles(runtime.config)) void apartFromHook(() => tellUnknownAgents(runtime))
      isFirstMessage = false
      const session = sessions.get(sessionID)
      await dispatches.prompted(session, parts)
      session.forcedInRow = 0
      session.refusedInRow = 0
      session.compacting = false
      session.retried = undefined
      session.unplanned = undefined
      await notePrompt(runtime, session, {
        message: message.id,
        text: parts
          .flatMap((part) => (part.type === "text" && isWritten(part) ? [part.text] : []))
          .join("\n"),
      })
    }),
    "tool.execute.after": guard("tool.execute.after", async (call, result) => {
      await dispatches.after(call, result)
      const { name } = asRecord(call.args)
      // Of a command that failed as a sub-agent there is no result.
      const { output } = asRecord(result)
      if (call.tool === "skill" && typeof name === "string" && typeof output === "string")
        await noteSkill(runtime, sessions.get(call.sessionID), {
          name,
          callID: call.callID,
          output,
        })
    }),
    "tool.execute.before": async ({ sessionID, tool, callID }, { args }) => {
      sessions.get(sessionID).refusedInRow = 0
      const found = findImitation(tool, args)
      if (found) throw new Error(imitationRejected(found))
      await dispatches.before({ sessionID, tool, callID }, args)
    },
    "experimental.session.compacting": guard(
      "session.compacting",
      async ({ sessionID }, output) => {
        if (children.has(sessionID)) return
        await prepareCompaction(runtime, sessions.get(sessionID), output)
      },
    ),
    "experimental.text.complete": guard("text.complete", async ({ sessionID }, output) => {
      if (children.has(sessionID)) return
      const session = sessions.get(sessionID)
      if (session.lastKind === "own") session.refusedInRow = 0
      completeNativeSummary(runtime, session, output)
    }),
    "experimental.compaction.autocontinue": guard(
      "compaction.autocontinue",
      async ({ sessionID, model }, output) => {
        const session = sessions.get(sessionID)
        await fill(session)
        await stopAfterAnswer(runtime, session, { model, output })
      },
    ),
    "experimental.chat.messages.transform": guard(
      "messages.transform",
      async (_input, { messages }) => {
        const sessionID = sessionOf(messages)
        if (sessionID === undefined) {
          // The head of a compaction may be empty.
          stray = messages.length > 0 ? unplannedSize(runtime, messages) : undefined
          return makeSound(messages)
        }
        const session = sessions.get(sessionID)
        if (children.has(sessionID)) {
          session.unplanned = unplannedSize(runtime, messages)
          session.sending = { messages, left: undefined }
          children.stepped(sessionID)
          return makeSound(messages)
        }
        // First of all: whatever fails below, no earlier plan speaks for these.
        const isHead = session.compacting
        session.planned = undefined
        session.unplanned = undefined
        session.headTokens = undefined
        session.sending = undefined
        if (!isHead) session.compaction = undefined
        try {
          makeSound(messages)
          await tokens.ready()
          await fillIn(session, messages)
          await (isHead ? shrinkCompactionHead : planMessages)(
            runtime,
            session,
            messages satisfies HostMessages,
          )
        } finally {
          // Whatever leaves has a size.
          if (!session.planned && session.headTokens === undefined) {
            session.unplanned = unplannedSize(runtime, messages)
            if (isHead) session.headTokens = unplannedHead(session, session.unplanned)
          }
          noteSending(session, messages)
        }
      },
    ),
    "experimental.chat.system.transform": guard(
      "system.transform",
      async ({ sessionID, model }, { system }) => {
        fitStatedOutput(model, native.outputCap)
        if (!sessionID) return
        if (children.has(sessionID)) return stripSystem(system)
        const { around, systems, systemSizes } = sessions.get(sessionID)
        const text = system.join("\n")
        around.push(text)
        systems.push({ system, text })
        try {
          await tokens.ready()
          systemSizes.push(meter.repeated(text))
        } catch (error) {
          systemSizes.push(Buffer.byteLength(text))
          throw error
        }
      },
    ),
    "chat.params": guard("chat.params", async (input, output) => {
      // Whatever model of it is chosen next: it is looked at before that is asked.
      fitStatedOutputs(asRecord(input.provider)["models"], native.outputCap)
      const session = sessions.get(input.sessionID)
      const kind = requestKind(session, input)
      if (kind === "title")
        session.titleTokens = await titleSize(runtime, session.id, {
          providerID: input.model.providerID,
          modelID: input.model.id,
        })
      if (stray !== undefined && claimStray(session, { kind, stray })) stray = undefined
      if (kind !== "title") session.retried = undefined
      lookAgain(runtime, session)
      gate(runtime, session, input, output)
    }),
    event: guard("event", async ({ event }) => {
      await noteEvent(runtime, { dispatches, fill }, event)
    }),
    dispose: guard("dispose", async () => {
      // Some time is left for what is still to be stored.
      await waitForHost(() => children.close())
      await runtime.state.written()
    }),
  }
}

/** A tool that waits for the host no longer than a hook does. */
const withHookTime = (tool: ToolDefinition): ToolDefinition => ({
  ...tool,
  execute: (...given) => inHook(() => tool.execute(...given)),
})
