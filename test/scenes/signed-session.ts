import type { JournalRecord } from "../../src/session/events.ts"
import type { ThinkingField } from "../host/chat-thinking.ts"
import type { ProtocolName } from "../host/protocol.ts"
import type { Reply } from "../host/reply.ts"
import { openScene } from "./open-scene.ts"
import type { Scene } from "./open-scene.ts"
import { bash, listing, read, sourceLines } from "./tool-work.ts"

/** How the model of a provider writes files: the host offers different tools to different models. */
export interface WritingTools {
  readonly write: (path: string, content: string) => Reply
  /** A change that cannot be made. */
  readonly fail: (path: string, content: string) => Reply
}

export interface SignedSession {
  readonly scene: Scene
  readonly id: string
  readonly edits: readonly Extract<JournalRecord, { type: "edit" }>[]
}

/** What the model thinks at one step of one turn. */
export const thought = (turn: string, step: number): string =>
  `Turn ${turn}, step ${step}: the file has to be looked at once more before anything is changed.`

const tags = ["a", "b", "c", "d"] as const
export const lastTurn = "d"

/** One turn with enough of everything for input, output and reasoning edits. */
const turn = (tag: string, { write, fail }: WritingTools): Reply[] =>
  [
    read(`${tag}.ts`),
    write(`${tag}.md`, sourceLines(`${tag}m`, 80)),
    read(`${tag}.md`),
    fail(`${tag}.ts`, sourceLines(`${tag}x`, 40)),
    read(`${tag}.ts`),
    ...Array.from({ length: 5 }, (_, index) => bash(`echo ${index}; ${listing(15)}`)),
  ].map((reply, step) => ({ ...reply, reasoning: thought(tag, step) }))

/** A provider behind chat completions whose model thinks. */
export const thinkingConfig = ({
  npm,
  thinking,
}: {
  readonly npm: string
  readonly thinking: ThinkingField
}) => ({
  provider: {
    scripted: {
      npm,
      models: {
        scripted: {
          reasoning: true,
          ...(thinking === "reasoning_content" && { interleaved: { field: thinking } }),
        },
      },
    },
  },
})

/** The host compacts behind an answer that it takes to have filled the window. */
const withLongAnswer = (replies: readonly Reply[]): Reply[] =>
  replies.map((reply, step) => (step === 0 ? { ...reply, usage: { output: 60_000 } } : reply))

/** A session of a reasoning model that is pruned several times, over several turns. */
export const runSignedSession = async ({
  protocol,
  provider,
  tools,
  auto,
}: {
  readonly protocol: ProtocolName
  /** Behind chat completions: the host's package for the provider, and how it wants its reasoning. */
  readonly provider?: { readonly npm: string; readonly thinking: ThinkingField }
  readonly tools: WritingTools
  /** Whether the host may compact, which it then does in the middle of a turn. */
  readonly auto: boolean
}): Promise<SignedSession> => {
  const scene = await openScene({
    ...(provider && { model: { thinking: provider.thinking } }),
    plugin: { budget: { trigger: 24_000, target: 23_500 }, compact: false },
    host: {
      protocol,
      config: { compaction: { auto }, ...(provider && thinkingConfig(provider)) },
      files: Object.fromEntries(tags.map((tag) => [`${tag}.ts`, sourceLines(tag, 100)])),
    },
  })
  const served = await scene.serve()
  const id = await served.createSession()
  for (const tag of tags) {
    scene.play(auto && tag === "b" ? withLongAnswer(turn(tag, tools)) : turn(tag, tools))
    await served.prompt(id, `Work on ${tag}`)
  }
  const edits = scene.journal(id).filter((record) => record.type === "edit")
  return { scene, id, edits }
}
