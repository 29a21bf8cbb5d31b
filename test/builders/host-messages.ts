import type { HostMessages } from "../../src/host/plan-messages.ts"

export const hostModel = { providerID: "scripted", modelID: "gpt-scripted" }

interface Given {
  readonly info?: object
  readonly parts: readonly object[]
}

/** A message as the host hands it to hooks; ids are m1, m2 and so on, their parts m1p1, m1p2. */
const hostMessage = (id: string, role: string, { info, parts }: Given): HostMessages[number] => {
  const common = { id, sessionID: "ses_1", role, time: { created: 1_000 * Number(id.slice(1)) } }
  const own = role === "user" ? { model: hostModel } : { ...hostModel, path: { cwd: "/project" } }
  const message = {
    info: { ...common, agent: "build", ...own, ...info },
    parts: parts.map((part, at) => ({
      id: `${id}p${at + 1}`,
      sessionID: "ses_1",
      messageID: id,
      ...part,
    })),
  }
  // oxlint-disable-next-line no-unsafe-type-assertion -- of what the host types only this is read
  return message as unknown as HostMessages[number]
}

export const prompted = (id: string, text: string, info: object = {}): HostMessages[number] =>
  hostMessage(id, "user", { info, parts: [{ type: "text", text }] })

/** The message by which the host asks for a compaction. */
export const asked = (id: string, overrides: object = {}): HostMessages[number] =>
  hostMessage(id, "user", { parts: [{ type: "compaction", auto: true, ...overrides }] })

/** What came of that message. */
export const summarizedAs = (id: string, text: string, info: object = {}): HostMessages[number] =>
  hostMessage(id, "assistant", {
    info: { summary: true, finish: "stop", mode: "compaction", ...info },
    parts: [{ type: "step-start" }, ...(text === "" ? [] : [{ type: "text", text }])],
  })

export interface StepGiven {
  readonly text?: string
  readonly tool?: string
  readonly input?: object
  readonly output?: string
  /** Tokens of the prompt that the provider reported; none for an answer that is under way. */
  readonly used?: number
  readonly info?: object
  /** When the host's own prune has cleared the output. */
  readonly clearedAt?: number
}

/** An answer with a text, or with a call that has ended. */
export const stepped = (
  id: string,
  { text, tool = "read", input = {}, output, used, info, clearedAt }: StepGiven,
): HostMessages[number] =>
  hostMessage(id, "assistant", {
    info: {
      ...(used !== undefined && {
        tokens: { input: used, output: 10, cache: { read: 0, write: 0 } },
      }),
      ...info,
    },
    parts: [
      ...(text === undefined ? [] : [{ type: "text", text }]),
      ...(output === undefined
        ? []
        : [
            {
              type: "tool",
              tool,
              callID: `call-${id}`,
              state: {
                status: "completed",
                input,
                output,
                title: "",
                metadata: {},
                time: clearedAt === undefined ? {} : { compacted: clearedAt },
              },
            },
          ]),
    ],
  })

/** All texts and outputs of messages, by the ids of their parts. */
export const contentOf = (messages: HostMessages): Record<string, string> =>
  Object.fromEntries(
    messages.flatMap(({ parts }) =>
      parts.flatMap((part): [string, string][] => {
        if (part.type === "text") return [[part.id, part.text]]
        return part.type === "tool" && part.state.status === "completed"
          ? [[part.id, part.state.output]]
          : []
      }),
    ),
  )
