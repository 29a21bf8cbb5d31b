import type { HostClient } from "../../src/host/host-client.ts"
import { gatherPlanInput } from "../../src/host/gather-plan-input.ts"
import { keepPlan } from "../../src/host/keep-plan.ts"
import { planMessages } from "../../src/host/plan-messages.ts"
import type { HostMessages } from "../../src/host/plan-messages.ts"
import type { ModelLimits } from "../../src/session/budget.ts"
import { countDraft } from "../../src/session/forecast.ts"
import { contentOf, hostModel, prompted, stepped } from "./host-messages.ts"
import { linesOf } from "./journal-lines.ts"
import { createTestRuntime } from "./runtime.ts"

export const fileText = (name: string): string =>
  Array.from({ length: 200 }, (_, index) => `${name} ${index} of the file`).join("\n")

const readFile = (id: string, name: string, used?: number) =>
  stepped(id, {
    input: { filePath: `/project/${name}.ts` },
    output: fileText(name),
    ...(used !== undefined && { used }),
  })

/** A session that has read one file twice and two others once, and said a few words since. */
export const readings = (): HostMessages => [
  prompted("m1", "Go"),
  readFile("m2", "alpha"),
  readFile("m3", "alpha"),
  readFile("m4", "beta"),
  readFile("m5", "gamma"),
  ...["m6", "m7", "m8"].map((id) => stepped(id, { text: "Read." })),
]

/** One answer, whose prompt the provider reported with so many tokens. */
export const answeredWith = (used: number): HostMessages => [
  prompted("m1", "Go"),
  stepped("m2", { text: "Gone.", used }),
  prompted("m3", "On"),
]

export interface PlanningOptions {
  readonly options?: object
  readonly limits?: ModelLimits
  readonly client?: Partial<HostClient>
}

/** One file less, and the session is at its target. */
export const tight = { budget: { trigger: 5_200, target: 5_000 }, protect: { steps: 2 } }

/** A session whose requests are planned one after the other, with prune as its only stage. */
export const planning = ({
  options = tight,
  limits = { context: 11_000, output: 1_000 },
  client = {},
}: PlanningOptions = {}) => {
  const base = { summarize: { enabled: false }, compact: false }
  const runtime = createTestRuntime({ limits, options: { ...base, ...options } })
  Object.assign(runtime.client, client)
  const session = runtime.sessions.get("ses_1")
  return {
    runtime,
    session,
    /** What of these messages is sent. */
    send: async (messages: HostMessages): Promise<HostMessages> => {
      const sent = structuredClone(messages)
      await planMessages(runtime, session, sent)
      if (session.planned) keepPlan(runtime, session, session.planned)
      return sent
    },
    /** What of these messages would be sent; the gate has not seen them yet. */
    plan: async (messages: HostMessages): Promise<HostMessages> => {
      const planned = structuredClone(messages)
      await planMessages(runtime, session, planned)
      return planned
    },
    /** What the next plan is made from. */
    gather: (messages: HostMessages) => {
      const place = { sessionID: "ses_1", directory: runtime.directory }
      const transcript = session.decode(messages, place)
      return gatherPlanInput(runtime, session, { transcript, model: hostModel })
    },
    /** Counted tokens of the messages of the planned request, with their edits and inserts. */
    counted: (): number =>
      session.planned ? countDraft(session.planned.plan.draft, runtime.meter) : 0,
    lines: (type: string) => linesOf(runtime.folder, "ses_1", type),
    texts: contentOf,
  }
}
