import type { Message, Part } from "@opencode-ai/sdk"
import { createRandom, pick } from "./random.ts"
import type { SourceFile } from "./source-files.ts"
import { makeToolCall } from "./tool-calls.ts"
import type { ToolCall } from "./tool-calls.ts"

export interface HostMessage {
  info: Message
  parts: Part[]
}

/** A synthetic session that grows by one model step at a time. */
export interface History {
  readonly messages: HostMessage[]
  /** Appends what the model did upon a prompt of this many reported tokens. */
  readonly addStep: (prompt: number) => void
  readonly addUser: (modelID: string) => void
}

export const sessionID = "ses_bench"
export const providerID = "bench"

/** Characters per o200k token of these histories, measured; what makes sizes of token counts. */
const charactersPerToken = 3.3
/** Tokens that the scripted provider reports per o200k token, and for what surrounds the messages. */
const providerFactor = 1.1
const surroundings = 9_000
/** Model steps between two user messages. */
const stepsPerTurn = 12
/** Files that a session works on at the same time, and steps before it turns to the next one. */
const openFiles = 6
const stepsPerFile = 5

export const charactersOf = (tokens: number): number => tokens * charactersPerToken
export const reportedPrompt = (characters: number): number =>
  Math.round(surroundings + (providerFactor * characters) / charactersPerToken)

/** Characters of the texts that reach the model. */
export const countCharacters = (messages: readonly HostMessage[]): number =>
  textsOf(messages).reduce((sum, text) => sum + text.length, 0)

/** The texts of messages that reach the model. */
export const textsOf = (messages: readonly HostMessage[]): string[] =>
  messages.flatMap(({ parts }) => parts.flatMap(textsOfPart))

function textsOfPart(part: Part): string[] {
  if (part.type === "text" || part.type === "reasoning") return [part.text]
  if (part.type !== "tool") return []
  const { state } = part
  const result =
    state.status === "completed" ? state.output : state.status === "error" ? state.error : ""
  return [JSON.stringify(state.input), result]
}

/** A session of at least this many characters, the same one for the same arguments. */
export function createHistory({
  files,
  characters,
  modelID,
}: {
  files: readonly SourceFile[]
  characters: number
  modelID: string
}): History {
  const random = createRandom(7)
  const messages: HostMessage[] = []
  let model = modelID
  let ids = 0
  let steps = 0
  const nextID = (kind: string): string => `${kind}_${String(++ids).padStart(9, "0")}`
  const now = (): number => 1_750_000_000_000 + ids * 1_000

  const addUser = (nextModel: string): void => {
    model = nextModel
    const id = nextID("msg")
    const text = `Task ${id}: go on with ${pick(files, random).path}, and keep every public name.`
    messages.push({
      info: {
        id,
        sessionID,
        role: "user",
        time: { created: now() },
        agent: "build",
        model: { providerID, modelID: model },
      },
      parts: [{ id: nextID("prt"), sessionID, messageID: id, type: "text", text }],
    })
  }

  const addStep = (prompt: number): void => {
    steps++
    const first = Math.floor(steps / stepsPerFile) % files.length
    const file = pick(files.slice(first, first + openFiles), random)
    const call = makeToolCall(file, random)
    const id = nextID("msg")
    const created = now()
    const base = { sessionID, messageID: id }
    const thought = pick(files, random).lines.slice(0, 8).join(" ")
    const tokens = { input: prompt, output: 300, reasoning: 0, cache: { read: 0, write: 0 } }
    messages.push({
      info: {
        id,
        sessionID,
        role: "assistant",
        time: { created, completed: created + 900 },
        parentID: "msg_parent",
        modelID: model,
        providerID,
        mode: "build",
        path: { cwd: "/project", root: "/project" },
        cost: 0,
        tokens,
        finish: "tool-calls",
      },
      parts: [
        { ...base, id: nextID("prt"), type: "step-start" },
        {
          ...base,
          id: nextID("prt"),
          type: "reasoning",
          text: `I look at ${file.path} next. ${thought}`,
          time: { start: created, end: created + 100 },
        },
        { ...base, id: nextID("prt"), type: "text", text: `Looking at ${file.path}.` },
        toolPart({ call, ids: { ...base, id: nextID("prt") }, created }),
        { ...base, id: nextID("prt"), type: "step-finish", reason: "tool-calls", cost: 0, tokens },
      ],
    })
    if (steps % stepsPerTurn === 0) addUser(model)
  }

  addUser(model)
  for (let size = 0; size < characters;) {
    const before = messages.length
    addStep(reportedPrompt(size))
    size += countCharacters(messages.slice(before))
  }
  return { messages, addStep, addUser }
}

function toolPart({
  call,
  ids,
  created,
}: {
  call: ToolCall
  ids: { id: string; sessionID: string; messageID: string }
  created: number
}): Part {
  const { tool, input, output, failed } = call
  const time = { start: created + 200, end: created + 800 }
  return {
    ...ids,
    type: "tool",
    callID: `call_${ids.id}`,
    tool,
    state: failed
      ? { status: "error", input, error: output, time, metadata: {} }
      : { status: "completed", input, output, title: tool, time, metadata: {} },
  }
}
