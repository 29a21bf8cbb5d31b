import type {
  Media,
  Message,
  Part,
  ReasoningPart,
  ToolInput,
  ToolPart,
  Transcript,
} from "../../src/session/transcript.ts"

type WithoutID<T> = T extends unknown ? Omit<T, "id"> : never
export type PartDraft = WithoutID<Part>
export type MessageDraft = Partial<Omit<Message, "id" | "parts">> &
  Pick<Message, "role"> & { readonly parts: readonly PartDraft[] }

export const testModel = { providerID: "scripted", modelID: "gpt-scripted" }
export const testDirectory = "/project"

export const text = (content: string): PartDraft => ({ kind: "text", text: content })

export const reasoning = (content: string, { signed = false } = {}): Omit<ReasoningPart, "id"> => ({
  kind: "reasoning",
  text: content,
  signed,
  ...(signed && { opensLoop: true }),
})

export const media = (overrides: Partial<Media> = {}): PartDraft => ({
  kind: "media",
  mime: "image/png",
  name: "sketch.png",
  url: "data:image/png;base64,AAAA",
  ...overrides,
})

export type CallOptions = Partial<Omit<ToolPart, "id" | "kind">>

/** A finished call; `options` change anything about it. */
export const call = (
  tool: string,
  input: ToolInput,
  options: CallOptions = {},
): Omit<ToolPart, "id"> => ({
  kind: "tool",
  tool,
  status: "completed",
  input,
  output: "ok",
  exitCode: undefined,
  media: [],
  clearedAt: undefined,
  cleared: undefined,
  ...options,
})

export const user = (...parts: readonly PartDraft[]): MessageDraft => ({ role: "user", parts })
export const assistant = (...parts: readonly PartDraft[]): MessageDraft => ({
  role: "assistant",
  parts,
})

const serial = (index: number): string => String(index + 1).padStart(2, "0")

/**
 * Messages get the ids m01, m02 and so on, their parts p1, p2 behind the message's: m02p1. An
 * assistant message is signed when one of its reasonings is.
 */
export const createTranscript = (...drafts: readonly MessageDraft[]): Transcript => ({
  sessionID: "ses_test",
  directory: testDirectory,
  messages: drafts.map((draft, index) => ({
    agent: "build",
    model: testModel,
    created: 1_000 * (index + 1),
    summary: false,
    signed: draft.parts.some((part) => part.kind === "reasoning" && part.signed),
    usage: undefined,
    ...draft,
    id: `m${serial(index)}`,
    parts: draft.parts.map((part, at) => ({ ...part, id: `m${serial(index)}p${at + 1}` })),
  })),
})

/** The output of the host's read tool for these lines of a file. */
export const readOutput = (
  path: string,
  lines: readonly string[],
  { offset = 1 }: { offset?: number } = {},
): string =>
  [
    `<path>${path}</path>`,
    "<type>file</type>",
    "<content>",
    ...lines.map((line, index) => `${offset + index}: ${line}`),
    "",
    `(Showing lines ${offset}-${offset + lines.length - 1} of ${lines.length})`,
    "</content>",
  ].join("\n")

/** Lines that occur nowhere else: "alpha line 1 of the file", and so on. */
export const fileLines = (name: string, count: number, first = 1): string[] =>
  Array.from({ length: count }, (_, index) => `${name} line ${first + index} of the file`)
