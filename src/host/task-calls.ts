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
  /** Id of its part, because call ids repeat within a session; the call's where no event came before. */
  readonly id: string
  message: string
  child: string | undefined
  state: "called" | "running" | "ended"
  isBackground: boolean
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
  /** Takes note of a part; what is news about it, and of which call. */
  readonly see: (part: TaskPart) => {
    readonly call: TaskCall
    readonly news: "started" | "failed" | undefined
  }
  /** The call that a hook names, by its state then. */
  readonly find: (sessionID: string, callID: string, state: "called" | "running") => TaskCall
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

export function createTaskCalls(): TaskCalls {
  /** By session, then by the ids of parts; oldest first. */
  const sessions = new Map<string, Map<string, KnownCall>>()

  const callsOf = (sessionID: string): Map<string, KnownCall> => {
    const calls = sessions.get(sessionID) ?? new Map<string, KnownCall>()
    sessions.set(sessionID, calls)
    return calls
  }

  const add = (calls: Map<string, KnownCall>, id: string, callID: string): KnownCall => {
    const call: KnownCall = {
      id,
      callID,
      message: "",
      child: undefined,
      state: "called",
      isBackground: false,
      task: "",
      asked: 0,
      returned: 0,
    }
    calls.set(id, call)
    for (const [old, { state }] of calls) {
      if (calls.size <= MOST_KNOWN) break
      if (state === "ended") calls.delete(old)
    }
    return call
  }

  const all = (sessionID: string): readonly KnownCall[] => [
    ...(sessions.get(sessionID)?.values() ?? []),
  ]

  return {
    see({ id, callID, sessionID, messageID, status, child, isBackground }) {
      const calls = callsOf(sessionID)
      // A hook that came before the event knows the call by the call's own id.
      const call = calls.get(id) ?? adopted(calls.get(callID)) ?? add(calls, id, callID)
      call.message = messageID
      call.isBackground ||= isBackground
      const hasStarted = child !== undefined && call.child === undefined
      call.child ??= child
      if (status === "error" && call.state !== "ended") {
        call.state = "ended"
        return { call, news: "failed" }
      }
      if (status === "completed" && !call.isBackground) call.state = "ended"
      return { call, news: hasStarted ? "started" : undefined }
    },
    find(sessionID, callID, state) {
      const calls = callsOf(sessionID)
      const named = [...calls.values()].filter((call) => call.callID === callID)
      return (
        calls.get(callID) ??
        named.find((call) => call.state === state) ??
        named.at(-1) ??
        add(calls, callID, callID)
      )
    },
    ofChild: (sessionID, child) => all(sessionID).findLast((call) => call.child === child),
    waveOf: (sessionID, message) =>
      all(sessionID).filter((call) => call.state === "running" || call.message === message),
    runningIn: (sessionID) => all(sessionID).filter(({ state }) => state === "running"),
    endTurn(sessionID) {
      for (const call of all(sessionID))
        if (call.state === "running" && !call.isBackground) call.state = "ended"
    },
    drop: (sessionID) => void sessions.delete(sessionID),
    refused: new Set(),
  }
}

interface KnownCall extends TaskCall {
  readonly callID: string
}

/** One that no event has told of. */
const adopted = (call: KnownCall | undefined): KnownCall | undefined =>
  call?.message === "" ? call : undefined
