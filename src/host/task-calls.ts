/** A part of a message that calls the host's tool `task`, as its events tell it. */
export interface TaskPart {
  readonly id: string
  readonly callID: string
  readonly sessionID: string
  readonly messageID: string
  readonly status: string
  /** The sub-agent's session, as soon as there is one. */
  readonly child: string | undefined
  readonly isBackground: boolean
}

/** A call of `task` while its sub-agent works, or has just answered. */
export interface TaskCall {
  /** Id of its part: call ids repeat within a session. */
  readonly id: string
  readonly message: string
  child: string | undefined
  state: "called" | "running" | "ended"
  /** Task of the run that it works on; empty where it works on none. */
  task: string
  /** Counted tokens of its prompt, and of what came back to the parent. */
  asked: number
  returned: number
}

/** Slash commands that run as sub-agents name the part where models name a call. */
export const isCommandPart = (callID: string): boolean => callID.startsWith("prt_")

/** The `task` calls of each session that this process has seen. */
export interface TaskCalls {
  /** Takes note of a part; what is news about it. */
  readonly see: (part: TaskPart) => "started" | "failed" | undefined
  /** The call that a hook names; slash commands name it by its part. */
  readonly find: (sessionID: string, callID: string) => TaskCall
  readonly ofChild: (sessionID: string, child: string) => TaskCall | undefined
  /** The calls of one message with those still running: one wave. */
  readonly waveOf: (sessionID: string, message: string) => readonly TaskCall[]
  readonly runningIn: (sessionID: string) => readonly TaskCall[]
  /** A turn is over: only what works in the background goes on. */
  readonly endTurn: (sessionID: string) => void
  readonly drop: (sessionID: string) => void
  /** Prompts of slash commands that do not fit: their sub-agents are stopped at their first request. */
  readonly refused: Set<string>
}

/** Calls that are over and older than these are forgotten. */
const MOST_KNOWN = 200

interface Known {
  /** By the id of the part. */
  readonly calls: Map<string, TaskCall>
  readonly partOf: Map<string, string>
  readonly background: Set<string>
}

export function createTaskCalls(): TaskCalls {
  const sessions = new Map<string, Known>()

  const knownOf = (sessionID: string): Known => {
    const known = sessions.get(sessionID) ?? {
      calls: new Map(),
      partOf: new Map(),
      background: new Set(),
    }
    sessions.set(sessionID, known)
    return known
  }

  const callOf = (known: Known, id: string, message: string): TaskCall => {
    const call: TaskCall = known.calls.get(id) ?? {
      id,
      message,
      child: undefined,
      state: "called",
      task: "",
      asked: 0,
      returned: 0,
    }
    known.calls.set(id, call)
    for (const [old, { state }] of known.calls) {
      if (known.calls.size <= MOST_KNOWN) break
      if (state === "ended") known.calls.delete(old)
    }
    return call
  }

  const running = (sessionID: string): readonly TaskCall[] =>
    [...(sessions.get(sessionID)?.calls.values() ?? [])].filter(({ state }) => state === "running")

  return {
    see({ id, callID, sessionID, messageID, status, child, isBackground }) {
      const known = knownOf(sessionID)
      const call = callOf(known, id, messageID)
      known.partOf.set(callID, id)
      if (isBackground) known.background.add(id)
      const isNew = child !== undefined && call.child === undefined
      call.child ??= child
      if (status === "error" && call.state !== "ended") {
        call.state = "ended"
        return "failed"
      }
      if (status === "completed" && !known.background.has(id)) call.state = "ended"
      return isNew ? "started" : undefined
    },
    find(sessionID, callID) {
      const known = knownOf(sessionID)
      const id = known.calls.has(callID) ? callID : (known.partOf.get(callID) ?? callID)
      return callOf(known, id, "")
    },
    ofChild: (sessionID, child) =>
      [...(sessions.get(sessionID)?.calls.values() ?? [])].findLast((call) => call.child === child),
    waveOf: (sessionID, message) =>
      [...(sessions.get(sessionID)?.calls.values() ?? [])].filter(
        (call) => call.state === "running" || call.message === message,
      ),
    runningIn: running,
    endTurn(sessionID) {
      const background = sessions.get(sessionID)?.background
      for (const call of running(sessionID)) if (!background?.has(call.id)) call.state = "ended"
    },
    drop: (sessionID) => void sessions.delete(sessionID),
    refused: new Set(),
  }
}
