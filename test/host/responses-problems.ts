import { contentMedia, contentText } from "./responses-body.ts"
import type { ResponsesBody, ResponsesItem } from "./responses-body.ts"

/** An output item of the scripted model, as far as later requests may refer to it. */
export interface IssuedItem {
  readonly type: "reasoning" | "message" | "function_call"
  readonly callID?: string
  readonly encryptedContent?: string
  /** A reasoning item's text; the provider refuses a changed summary of an encrypted item. */
  readonly text?: string
  /** The item that was produced with this reasoning; they travel together. */
  readonly next?: string
  readonly reasoning?: string
}

export type IssuedItems = ReadonlyMap<string, IssuedItem>

interface ItemContext {
  readonly item: ResponsesItem
  readonly next: ResponsesItem | undefined
  readonly previous: ResponsesItem | undefined
  readonly issued: IssuedItems
}

const idOf = (item: ResponsesItem | undefined): string | undefined =>
  item && "id" in item ? item.id : undefined

const isFollower = (next: ResponsesItem | undefined, expected: IssuedItem): boolean => {
  if (next?.type === "function_call") return next.call_id === expected.callID
  if (next?.type === "message" || next?.type === undefined)
    return next?.role === "assistant" && expected.type === "message"
  return false
}

const reasoningProblem = ({ item, next, issued }: ItemContext): string | undefined => {
  if (item.type !== "reasoning") return undefined
  const known = [...issued.values()].find((one) => one.encryptedContent === item.encrypted_content)
  const source = item.id === undefined ? known : issued.get(item.id)
  const name = item.id ?? "without id"
  if (source?.type !== "reasoning") return `reasoning item ${name} was never issued`
  if (source.encryptedContent !== item.encrypted_content)
    return `reasoning item ${name}: encrypted content could not be verified`
  if (source.text !== item.summary.map((part) => part.text).join("\n"))
    return `reasoning item ${name}: the summary was changed`
  const follower = source.next === undefined ? undefined : issued.get(source.next)
  return follower && isFollower(next, follower)
    ? undefined
    : `item ${name} of type 'reasoning' was provided without its required following item`
}

const idProblem = ({ item, previous, issued }: ItemContext): string | undefined => {
  const id = idOf(item)
  if (id === undefined || item.type === "reasoning") return undefined
  const source = issued.get(id)
  if (!source) return `item id ${id} was never issued`
  if (item.type === "function_call" && source.callID !== item.call_id)
    return `item ${id} was issued with another call_id`
  const hasReasoning = previous?.type === "reasoning"
  return source.reasoning === undefined || hasReasoning
    ? undefined
    : `item ${id} was provided without its required 'reasoning' item: ${source.reasoning}`
}

const emptyProblem = ({ item }: ItemContext): string | undefined => {
  if (item.type !== "message" && item.type !== undefined) return undefined
  return contentText(item.content) === "" && contentMedia(item.content) === 0
    ? `${item.role} message without content`
    : undefined
}

const pairProblems = (input: readonly ResponsesItem[]): string[] => {
  const problems: string[] = []
  const open = new Set<string>()
  const seen = new Set<string>()
  for (const item of input) {
    if (item.type === "function_call") {
      if (seen.has(item.call_id)) problems.push(`call_id ${item.call_id} is used twice`)
      seen.add(item.call_id)
      open.add(item.call_id)
    }
    if (item.type === "function_call_output" && !open.delete(item.call_id))
      problems.push(`no tool call found for function call output ${item.call_id}`)
  }
  return [...problems, ...[...open].map((id) => `no tool output found for function call ${id}`)]
}

const duplicateProblems = (input: readonly ResponsesItem[]): string[] => {
  const ids = input.map(idOf).filter((id) => id !== undefined)
  return ids
    .filter((id, index) => ids.indexOf(id) !== index)
    .map((id) => `duplicate item found with id ${id}`)
}

/** Everything the Responses API would answer 400 to. */
export const responsesProblems = (body: ResponsesBody, issued: IssuedItems): string[] => [
  ...body.input.flatMap((item, index) => {
    const context = { item, next: body.input[index + 1], previous: body.input[index - 1], issued }
    return [reasoningProblem(context), idProblem(context), emptyProblem(context)]
      .filter((problem) => problem !== undefined)
      .map((problem) => `input[${index}]: ${problem}`)
  }),
  ...pairProblems(body.input),
  ...duplicateProblems(body.input),
]
