import { blocksOf } from "./anthropic-body.ts"
import type { AnthropicBlock, AnthropicBody } from "./anthropic-body.ts"
import { pairingProblems } from "./pairing-problems.ts"
import type { FlatMessage } from "./protocol.ts"

/** What the scripted model signed: thinking text by signature, and the signature by tool call. */
export interface IssuedThinking {
  readonly textOf: Map<string, string>
  readonly signatureOfCall: Map<string, string>
}

interface Options {
  readonly body: AnthropicBody
  readonly messages: readonly FlatMessage[]
  readonly issued: IssuedThinking
}

/** The provider takes at most this many cache markers in one request. */
const maxCacheMarkers = 4

const textProblem = (block: AnthropicBlock): string | undefined => {
  if (block.type !== "text") return undefined
  return block.text.trim() === ""
    ? "text content blocks must contain non-whitespace text"
    : undefined
}

const thinkingProblem = (block: AnthropicBlock, issued: IssuedThinking): string | undefined => {
  if (block.type === "redacted_thinking") return "redacted_thinking was never issued"
  if (block.type !== "thinking") return undefined
  const text = issued.textOf.get(block.signature)
  if (text === undefined) return "thinking block with a signature that was never issued"
  return text === block.thinking ? undefined : "thinking block does not match its signature"
}

const orderProblem = (blocks: readonly AnthropicBlock[]): string | undefined => {
  const firstOther = blocks.findIndex((block) => block.type !== "tool_result")
  const lastResult = blocks.findLastIndex((block) => block.type === "tool_result")
  return firstOther !== -1 && lastResult > firstOther
    ? "tool_result blocks must come first in the message"
    : undefined
}

/** Inside the running tool loop a call must keep the thinking it was issued with. */
const lostThinking = ({ body, issued }: Options): string[] => {
  const loopStart = body.messages.findLastIndex(
    (message) =>
      message.role === "user" && blocksOf(message).every((block) => block.type !== "tool_result"),
  )
  return body.messages.slice(loopStart + 1).flatMap((message, offset) => {
    const blocks = blocksOf(message)
    const call = blocks.find((block) => block.type === "tool_use")
    const signature = call && issued.signatureOfCall.get(call.id)
    const kept = blocks.some((b) => b.type === "thinking" && b.signature === signature)
    return signature === undefined || kept
      ? []
      : [`messages.${loopStart + 1 + offset}: expected the thinking block issued with its tool_use`]
  })
}

const markersOf = ({ body }: Options): number => {
  const system = typeof body.system === "string" ? [] : (body.system ?? [])
  const items: readonly object[] = [
    ...(body.tools ?? []),
    ...system,
    ...body.messages.flatMap(blocksOf),
  ]
  return items.filter((item) => "cache_control" in item && item.cache_control !== undefined).length
}

/** Everything the Messages API would answer 400 to. */
export const anthropicProblems = (options: Options): string[] => {
  const { body, messages, issued } = options
  const problems: string[] = []
  body.messages.forEach((message, position) => {
    const expected = position % 2 === 0 ? "user" : "assistant"
    if (message.role !== expected)
      problems.push(`messages.${position}: roles must alternate, expected ${expected}`)
    const blocks = blocksOf(message)
    if (blocks.length === 0) problems.push(`messages.${position}: content is empty`)
    for (const problem of [
      orderProblem(blocks),
      ...blocks.flatMap((block) => [textProblem(block), thinkingProblem(block, issued)]),
    ])
      if (problem !== undefined) problems.push(`messages.${position}: ${problem}`)
  })
  if (typeof body.system !== "string")
    for (const block of body.system ?? [])
      if (block.text.trim() === "") problems.push("system: text content blocks must be non-empty")
  if (body.messages.at(-1)?.role === "assistant")
    problems.push("the conversation must end with a user message")
  if (markersOf(options) > maxCacheMarkers)
    problems.push(`a maximum of ${maxCacheMarkers} blocks with cache_control may be provided`)
  return [...problems, ...pairingProblems(messages), ...lostThinking(options)]
}
