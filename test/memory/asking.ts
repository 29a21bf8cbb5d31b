import { nextID } from "./ids.ts"
import type { Tool, ToolCall } from "./tools/tool.ts"

/** Something that the host asks the user, and that a call waits for. */
interface Asked<Reply> {
  readonly request: Readonly<Record<string, unknown>> & { readonly id: string }
  readonly answer: (reply: Reply) => void
  readonly refuse: (error: Error) => void
}

/** What of one kind is open, in the order of asking. */
export interface Asking<Reply> {
  ask(request: Readonly<Record<string, unknown>>): Promise<Reply>
  list(): readonly Asked<Reply>["request"][]
  answer(id: string, reply: Reply): boolean
  refuse(id: string, why: string): boolean
}

export const createAsking = <Reply>(): Asking<Reply> => {
  const open = new Map<string, Asked<Reply>>()
  const close = (id: string, end: (one: Asked<Reply>) => void): boolean => {
    const one = open.get(id)
    if (one) end(one)
    return open.delete(id)
  }
  return {
    ask: (request) =>
      new Promise((answer, refuse) => {
        const id = nextID("prt").replace("prt", "ask")
        open.set(id, { request: { id, ...request }, answer, refuse })
      }),
    list: () => Array.from(open.values(), ({ request }) => request),
    answer: (id, reply) => close(id, (one) => one.answer(reply)),
    refuse: (id, why) => close(id, (one) => one.refuse(new Error(why))),
  }
}

export type Answers = readonly (readonly string[])[]

const placeOf = ({ sessionID, messageID, callID }: ToolCall) => ({
  sessionID,
  tool: { messageID, callID },
})

const REJECTED = "The user rejected permission to use this specific tool call"
export const dismissed = "The user dismissed this question"

/** What the host says of a call that the user did not allow. */
export const rejection = (message: string | undefined): string =>
  message ? `${REJECTED} with the following feedback: ${message}` : `${REJECTED}.`

export const createQuestionTool =
  (asking: Asking<Answers>): Tool =>
  async (call) => {
    const { questions } = call.input
    const asked = Array.isArray(questions) ? questions : []
    const answers = await asking.ask({ ...placeOf(call), questions: asked })
    const said = asked.map(({ question }, index) => {
      const answer = answers[index]?.join(", ")
      return `"${String(question)}"="${answer || "Unanswered"}"`
    })
    return {
      title: `Asked ${asked.length} question${asked.length > 1 ? "s" : ""}`,
      output: `User has answered your questions: ${said.join(", ")}. You can now continue with the user's answers in mind.`,
      metadata: { answers, truncated: false },
    }
  }

/** A tool that the configuration has the user asked about. */
export const permitted =
  (permission: string, { asking, run }: { asking: Asking<void>; run: Tool }): Tool =>
  async (call) => {
    await asking.ask({ ...placeOf(call), permission })
    return run(call)
  }
