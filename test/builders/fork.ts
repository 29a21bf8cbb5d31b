import { carryOverFork } from "../../src/host/carry-over-fork.ts"
import { createDecode } from "../../src/host/decode.ts"
import type { HostMessage } from "../../src/host/decode.ts"
import { digest } from "../../src/host/digest.ts"
import { createJournal } from "../../src/host/journal.ts"
import { METADATA_KEY } from "../../src/host/session-state.ts"
import type { Edit } from "../../src/session/edit.ts"
import { editRecord } from "../../src/session/events.ts"
import { digestMessages } from "../../src/session/replay-edits.ts"
import type { Insert } from "../../src/session/insert.ts"
import { asRecord } from "../../src/session/is-record.ts"
import { writeWorkflows } from "../../src/workflow/read-workflows.ts"
import type { WorkflowRecord } from "../../src/workflow/record.ts"
import { workflow } from "./any-workflow.ts"
import { createTestMeter } from "./meter.ts"
import { createTestRuntime } from "./runtime.ts"

/** Messages of one session; those of its fork differ by their ids alone. */
export const messagesOf = (prefix: string, count: number, first = 0): HostMessage[] =>
  Array.from({ length: count }, (_, at) => {
    const index = first + at
    const id = `${prefix}${index + 1}`
    return {
      info: {
        id,
        role: index === 0 ? "user" : "assistant",
        time: { created: index },
        providerID: "scripted",
        modelID: "gpt-scripted",
        path: { cwd: "/project" },
      },
      parts: [{ id: `${id}p`, messageID: id, type: "text", text: `Text ${index + 1}.` }],
    }
  })
export const decode = (messages: readonly HostMessage[]) =>
  createDecode()(messages, { sessionID: "any", directory: "/project" })

const origin = messagesOf("a", 6)
const meter = createTestMeter()
/** A summary of these steps of the origin. */
export const whole = (ids: readonly string[], at = "a6"): Edit => ({
  target: {
    message: ids.at(-1) ?? "",
    part: "",
    field: "message",
    ...(ids.length > 1 && { also: ids.slice(0, -1) }),
  },
  source: digestMessages(
    decode(origin).messages.filter(({ id }) => ids.includes(id)),
    meter,
  ),
  replacement: { kind: "text", text: `Of ${ids.length}.` },
  stage: "stage_c_llm",
  reason: "summarized",
  before: 90,
  after: 9,
  at,
})

/** A message that the fork has for itself, at the place of another. */
export const own = (index: number): HostMessage => {
  const [message] = messagesOf("b", 1, index)
  return {
    info: { ...asRecord(message?.info), time: { created: 99 } },
    parts: message?.parts ?? [],
  }
}

export interface ForkScene {
  readonly edits?: readonly Edit[]
  readonly inserts?: readonly Insert[]
  readonly records?: readonly WorkflowRecord[]
  readonly fork?: readonly HostMessage[]
  /** The session that its metadata names. */
  readonly session?: string
}

/** A fork with such an origin, before its first request. */
export const forkOf = ({
  edits = [],
  inserts = [],
  records = [],
  fork = [],
  session = "ses_origin",
}: ForkScene) => {
  const runtime = createTestRuntime({})
  Object.assign(runtime.client, {
    messages: async (sessionID: string) => (sessionID === "ses_origin" ? origin : fork),
  })
  runtime.client.metadataOf.set("ses_fork", {
    [METADATA_KEY]: writeWorkflows({ session }, records, digest),
  })
  createJournal({
    folder: runtime.folder,
    sessionID: "ses_origin",
    onMemoryOnly: () => {},
  }).append([
    ...edits.map(editRecord),
    ...inserts.map((one) => ({ type: "insert" as const, ...one })),
  ])
  return { runtime, session: runtime.sessions.get("ses_fork") }
}

/** What its journal and its metadata say. */
export const stateOf = async ({ runtime, session }: ReturnType<typeof forkOf>) => {
  const { workflows } = (await runtime.state.read(session.id)) ?? {}
  return { ...session.journal.refresh(), workflows }
}

/** The session that a fork with such an origin has become. */
export const carriedOver = async (given: ForkScene) => {
  const scene = forkOf(given)
  await carryOverFork(scene.runtime, scene.session)
  return stateOf(scene)
}

/** Text of ours behind a message. */
export const insert = (after: string): Insert => ({ after, text: "What holds.", tokens: 9 })

/** A workflow that a message has invoked. */
export const invokedBy = (message: string, id = "review-1") =>
  workflow({ id, invocation: { source: "command", at: 1, message } })
