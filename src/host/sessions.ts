import type { Plan, PlanInput } from "../session/plan-request.ts"
import type { ModelLimits } from "../session/budget.ts"
import type { JournalRecord } from "../session/events.ts"
import type { ModelRef } from "../session/transcript.ts"
import type { WorkflowRecord } from "../workflow/record.ts"
import { createDecode } from "./decode.ts"
import type { Decode } from "./decode.ts"
import { createJournal } from "./journal.ts"
import type { Journal } from "./journal.ts"
import { createDispatchLog } from "./dispatch-log.ts"
import type { DispatchLog } from "./dispatch-log.ts"
import type { PreparedCompaction } from "./prepare-compaction.ts"
import type { Sending, SystemText } from "./last-look.ts"
import type { RequestKind } from "./request-kind.ts"

/** What one session needs between hooks. Never shared between sessions. */
export interface Session {
  readonly id: string
  readonly decode: Decode
  /** Reads what leaves with our edits, and what other plugins make of that: each knows its own again. */
  readonly decodeLeft: Decode
  readonly decodeSending: Decode
  readonly journal: Journal
  /** What it has dispatched to sub-agents, and what came of it. */
  readonly dispatches: DispatchLog
  /** The request that was planned and is about to be sent. */
  planned: PlannedRequest | undefined
  /** The host is about to repeat that request, which the provider could not answer. */
  retried: PlannedRequest | undefined
  /** The messages that are about to be sent; undefined where none came by. */
  sending: Sending | undefined
  /** Counted tokens by which other plugins last changed messages behind us. */
  others: number | undefined
  /** Other plugins have changed messages behind us. */
  hasNeighbours: boolean
  /** Counted tokens of system texts seen since the last planned request. */
  systemSizes: number[]
  /** Those texts as the host sends them, whoever writes into them yet. */
  systems: SystemText[]
  /** Those texts and the tools: what a refusal quotes of them is no word of the provider's. */
  around: string[]
  /** Counted tokens of the system text that the last request had, sent or refused. */
  sentSystem: number | undefined
  /** What stands around the messages, tokens as reported by that model. */
  overhead: { readonly model: string; readonly tokens: number } | undefined
  /** Expected size of the host's summarizer's request, tokens; undefined where none was announced. */
  headTokens: number | undefined
  /** Most that the request for a title can have, tokens; undefined where none was made. */
  titleTokens: number | undefined
  /** No plan was made for the request; an upper bound of its messages, tokens. */
  unplanned: number | undefined
  /** Compactions forced in a row, without a request that passed or a new prompt between. */
  forcedInRow: number
  /** Limits and output tokens, those of thinking included, that the gate last saw, by model. */
  readonly seen: Map<string, { readonly limits: ModelLimits; readonly output: number | undefined }>
  /** Forecast at which the stages last found too little to do, tokens. */
  fruitlessAt: number | undefined
  /** The host's compaction was queued behind a step; it may find the work finished. */
  queued: boolean
  /** The host may still refuse to queue it. */
  queuing: boolean
  /** The host is about to transform the head of its own compaction. */
  compacting: boolean
  /** What was prepared for that compaction. */
  compaction: PreparedCompaction | undefined
  /** Refusals by the provider in a row, without an answer or a new prompt between. */
  refusedInRow: number
  /**
   * The newest request that the provider refused, until another one leaves, and the one whose refusal
   * was learned from.
   */
  refused: PlannedRequest | undefined
  learnedFrom: PlannedRequest | undefined
  /** Who asked last, titles left out: the next refusal by a provider is about that request. */
  lastAgent: string
  /** What that request was, and the model that was asked. */
  lastKind: Exclude<RequestKind, "title">
  lastModel: ModelRef | undefined
  /** A summary is being written; it resolves when that has ended, however it did. */
  summarizing: Summarizing | undefined
  /** A model is shortening dispatched prompts. */
  readonly rewriting: Set<AbortController>
  /** Forecast at which a summary was last looked for ahead of need, tokens. */
  lookedAheadAt: number
  /** A fork's origin was looked for. */
  originChecked: boolean
  /** It was asked for, and the host has not answered yet. */
  originAwaited: boolean
  /** Its workflows as last read; not fresh, they are read again with the next request. */
  workflows: { readonly records: readonly WorkflowRecord[]; readonly isFresh: boolean } | undefined
  /** Messages that were undone, and what they did to workflows not yet. */
  readonly removed: Set<string>
  /** Commands that are workflows, between their hook and that of their prompt. */
  readonly commands: PendingCommand[]
  /** What prompts have invoked, until their messages are stored. */
  invocations: PendingInvocation[]
  /** Dispatches wait for room: the next request is compacted before its trigger, or has been. */
  pressing: "none" | "asked" | "done"
  /** It was dispatched with a prompt that does not fit: none of its requests leaves. */
  isRefused: boolean
}

export interface PendingCommand {
  readonly slug: string
  /** The workflow's text; undefined where the host has not told yet whether the command is one. */
  readonly text: string | undefined
  /** What was typed behind the command. */
  readonly task: string
  /** What the host makes a prompt of, its own or that of a sub-agent. */
  readonly parts: readonly unknown[]
}

export type PendingInvocation = { readonly message: string } & (
  | { readonly kind: "command"; readonly command: PendingCommand }
  /**
   * A skill whose workflow could not be recorded at once; without a text where the host has not told
   * yet whether the skill is one.
   */
  | { readonly kind: "skill"; readonly slug: string; readonly text: string | undefined }
  /** A workflow of the session that dispatches this one. */
  | { readonly kind: "dispatch"; readonly record: WorkflowRecord }
  /** A prompt of which the host does not tell yet who has dispatched it, with which workflows. */
  | { readonly kind: "unread"; readonly text: string }
)

export interface Summarizing {
  /** A request waits for it. */
  awaited: boolean
  readonly ended: Promise<void>
  readonly abort: () => void
}

export interface PlannedRequest {
  readonly input: PlanInput
  readonly plan: Plan
  readonly model: ModelRef
  readonly user: string
  readonly at: string
  /** Counted tokens of the system text, as last seen or assumed. */
  readonly system: number
  /** Counted tokens of all that stands around the messages, that system text included. */
  readonly overhead: number
  /** Journaled when it leaves: the edits that were made for it, what is inserted, what paid off. */
  readonly decided: readonly JournalRecord[]
  /** Whether dispatches waited for room before it was planned. */
  readonly pressing: Session["pressing"]
  readonly ms: number
  /** What the gate said; it says the same when the host repeats the request. */
  outcome: "sent" | "forced" | "refused" | undefined
}

export interface Sessions {
  readonly get: (sessionID: string) => Session
  readonly drop: (sessionID: string) => void
  /** Counted tokens of the system text that an agent was last seen with. */
  readonly systemOf: (agent: string) => number | undefined
  /** Whether a command of one of them may be about to run as a sub-agent. */
  readonly areDispatching: () => boolean
}

/** Sessions that were not used for longest are forgotten first; their journal brings them back. */
const MAX_SESSIONS = 64

/** No journal has what it waits for; and a request between its plan and its gate needs its session. */
const isIdle = ({ planned, summarizing, removed, invocations }: Session): boolean =>
  !summarizing &&
  (!planned || planned.outcome !== undefined) &&
  removed.size + invocations.length === 0

export function createSessions({
  folder,
  onMemoryOnly,
}: {
  folder: string
  onMemoryOnly: (cause: string) => void
}): Sessions {
  const sessions = new Map<string, Session>()
  return {
    get(sessionID) {
      const session: Session = sessions.get(sessionID) ?? {
        id: sessionID,
        decode: createDecode(),
        decodeLeft: createDecode(),
        decodeSending: createDecode(),
        journal: createJournal({ folder, sessionID, onMemoryOnly }),
        dispatches: createDispatchLog({ folder, sessionID, onMemoryOnly }),
        planned: undefined,
        retried: undefined,
        sending: undefined,
        others: undefined,
        hasNeighbours: false,
        systemSizes: [],
        systems: [],
        around: [],
        sentSystem: undefined,
        overhead: undefined,
        headTokens: undefined,
        titleTokens: undefined,
        unplanned: undefined,
        forcedInRow: 0,
        seen: new Map(),
        fruitlessAt: undefined,
        queued: false,
        queuing: false,
        compacting: false,
        compaction: undefined,
        refusedInRow: 0,
        refused: undefined,
        learnedFrom: undefined,
        lastAgent: "",
        lastKind: "own",
        lastModel: undefined,
        summarizing: undefined,
        rewriting: new Set(),
        lookedAheadAt: 0,
        originChecked: false,
        originAwaited: false,
        workflows: undefined,
        removed: new Set(),
        commands: [],
        invocations: [],
        pressing: "none",
        isRefused: false,
      }
      sessions.delete(sessionID)
      sessions.set(sessionID, session)
      if (sessions.size > MAX_SESSIONS) {
        const idle = [...sessions.values()].find(isIdle)
        if (idle && idle !== session) sessions.delete(idle.id)
      }
      return session
    },
    systemOf: (agent) =>
      [...sessions.values()].findLast(
        ({ lastAgent, sentSystem }) => lastAgent === agent && sentSystem !== undefined,
      )?.sentSystem,
    areDispatching: () => [...sessions.values()].some(({ commands }) => commands.length > 0),
    drop(sessionID) {
      const session = sessions.get(sessionID)
      session?.summarizing?.abort()
      session?.journal.close()
      session?.dispatches.close()
      sessions.delete(sessionID)
    },
  }
}
