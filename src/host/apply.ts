import type { Part as HostPart } from "@opencode-ai/sdk"
import { reminderBehind } from "../session/file-content.ts"
import { isRecord } from "../session/is-record.ts"
import type { Rendition, RenditionContent } from "../session/replay-edits.ts"
import { messageKey } from "../session/transcript.ts"
import type { Insert } from "../session/insert.ts"
import { interruptedOutput } from "./decode.ts"
import { withInsert } from "./with-insert.ts"
import { OWN_FIELDS } from "../session/edit.ts"
import type { Field } from "../session/transcript.ts"

export interface AppliedMessage {
  info: { id: string; sessionID?: string; role: string }
  parts: HostPart[]
}

/**
 * Writes the renditions and the insert into the host's copy of the messages, in place: the one
 * function of the plugin that mutates a request. The host reads its database anew for the next one.
 */
export function applyRenditions(
  messages: AppliedMessage[],
  view: ReadonlyMap<string, Rendition>,
  insert?: Insert,
): void {
  if (view.size === 0 && !insert) return
  const placed = insert ? withInsert(messages, insert) : messages
  const standing = findStanding(view)
  // All is made before anything is changed: a fault leaves the request as the host built it.
  const parts = placed.map((message) => {
    if (view.has(messageKey(message.info.id))) return []
    const edits = message.parts.map((part) => standing(message, part))
    if (edits.every((each) => each === NONE)) return message.parts
    const applied = message.parts.flatMap((part, at) => applyToPart(part, edits[at] ?? NONE))
    const own = message.info.role === "assistant" ? edits.flat().filter(isOwn) : []
    if (own.length === 0) return applied
    const keepsMetadata = own.every(({ edit }) => edit.keepsMetadata)
    return applied.map(keepsMetadata ? withoutItemIds : withoutMetadata)
  })
  const roles = placeFoldedSteps(placed, parts, view)
  for (const [index, message] of placed.entries()) {
    message.parts = parts[index] ?? message.parts
    message.info.role = roles[index] ?? message.info.role
  }
  if (placed !== messages) messages.splice(0, messages.length, ...placed)
}

/**
 * Writes the lines of folded steps behind the user's words before them. Where none stand before,
 * the first of the steps becomes the message that carries them. Returns the roles.
 */
function placeFoldedSteps(
  messages: readonly AppliedMessage[],
  parts: HostPart[][],
  view: ReadonlyMap<string, Rendition>,
): string[] {
  const roles = messages.map(({ info }) => info.role)
  let before = -1
  for (const [index, { info }] of messages.entries()) {
    const folded = view.get(messageKey(info.id))?.content
    if (folded?.kind === "text") {
      const carrier = roles[before] === "user" ? before : index
      const line = { id: info.id, text: folded.text }
      parts[carrier] = withLedgerLine(parts[carrier] ?? [], line, messages[carrier])
      roles[carrier] = "user"
      before = carrier
    } else if ((parts[index] ?? []).length > 0) before = index
  }
  return roles
}

const LEDGER_PART = "-ledger"

function withLedgerLine(
  parts: readonly HostPart[],
  line: { readonly id: string; readonly text: string },
  carrier: AppliedMessage | undefined,
): HostPart[] {
  const last = parts.at(-1)
  if (last?.type === "text" && last.id.endsWith(LEDGER_PART))
    return [...parts.slice(0, -1), { ...last, text: `${last.text}\n${line.text}` }]
  const { id: messageID = line.id, sessionID = "" } = carrier?.info ?? {}
  return [
    ...parts,
    {
      id: `${line.id}${LEDGER_PART}`,
      sessionID,
      messageID,
      type: "text",
      text: line.text,
      synthetic: true,
    },
  ]
}

const isOwn = ({ edit }: Rendition): boolean => OWN_FIELDS.has(edit.target.field)

/** What stands in the place of a part's payloads. */
type Standing = readonly Rendition[]

const NONE: Standing = []

/** Looks up what stands at a part: once for all of its payloads, most of which nothing replaces. */
function findStanding(
  view: ReadonlyMap<string, Rendition>,
): (message: AppliedMessage, part: HostPart) => Standing {
  const byPart = new Map<string, Rendition[]>()
  for (const rendition of view.values()) {
    const { part } = rendition.edit.target
    const others = byPart.get(part)
    if (others) others.push(rendition)
    else byPart.set(part, [rendition])
  }
  // Two messages may have parts of one id.
  return ({ info }, { id }) =>
    byPart.get(id)?.filter(({ edit }) => edit.target.message === info.id) ?? NONE
}

const contentOf = (standing: Standing, field: Field): RenditionContent | undefined =>
  standing.find(({ edit }) => edit.target.field === field)?.content

function applyToPart(part: HostPart, standing: Standing): HostPart[] {
  if (standing.length === 0) return [part]
  switch (part.type) {
    case "text":
    case "reasoning": {
      const content = contentOf(standing, part.type)
      if (!content) return [part]
      return content.kind === "text" && content.text !== "" ? [{ ...part, text: content.text }] : []
    }
    case "file": {
      const content = contentOf(standing, "media")
      if (content?.kind !== "text") return [part]
      const { id, sessionID, messageID } = part
      return [{ id, sessionID, messageID, type: "text", text: content.text, synthetic: true }]
    }
    case "tool":
      // A call without a state has nothing that could have been replaced.
      return isRecord(part.state) ? [{ ...part, state: applyToCall(part, standing) }] : [part]
    default:
      return [part]
  }
}

function applyToCall(
  part: Extract<HostPart, { type: "tool" }>,
  standing: Standing,
): typeof part.state {
  let state = part.state
  const input = contentOf(standing, "input")
  if (input?.kind === "input") state = { ...state, input: { ...input.input } }
  const output = contentOf(standing, "output")
  if (output?.kind === "text") {
    if (state.status === "completed") state = withOutput(state, output.text)
    if (state.status === "error")
      state =
        interruptedOutput(state) === undefined
          ? { ...state, error: output.text }
          : { ...state, metadata: { ...state.metadata, output: output.text } }
  }
  const media = contentOf(standing, "media")
  if (media?.kind === "text" && state.status === "completed")
    state = { ...state, output: `${state.output}\n${media.text}`, attachments: [] }
  return state
}

type Completed = Extract<Extract<HostPart, { type: "tool" }>["state"], { status: "completed" }>

/** Dense texts have neither the space nor the numbers of lines. */
const bare = (text: string): string =>
  text.replaceAll(/^[ \t]*\d+(?:: ?|\| ?|\t)/gm, "").replaceAll(/\s/g, "")

/**
 * By the files that it has loaded the host knows which folders' instructions a prompt has. Where they
 * went with what was cut, it must not count on them: the next read in the folder brings them again.
 */
function withOutput(state: Completed, text: string): Completed {
  const { loaded, ...metadata } = state.metadata ?? {}
  const isLost = loaded !== undefined && !bare(text).includes(bare(reminderBehind(state.output)))
  return { ...state, output: text, ...(isLost && { metadata }) }
}

/** The parts that can carry metadata of a provider. */
type SealedPart = Extract<HostPart, { type: "text" | "tool" | "reasoning" }>

const isSealed = (part: HostPart): part is SealedPart =>
  part.type === "text" || part.type === "tool" || part.type === "reasoning"

function withoutMetadata(part: HostPart): HostPart {
  if (!isSealed(part)) return part
  const { metadata: _metadata, ...rest } = part
  return rest
}

/** An id names what its provider stored, and that is what the model had written. */
function withoutItemIds(part: HostPart): HostPart {
  if (!isSealed(part) || !part.metadata) return part
  const { metadata, ...rest } = part
  const kept = Object.entries(metadata).flatMap(([provider, value]) => {
    if (!isRecord(value) || !Object.hasOwn(value, "itemId")) return [[provider, value] as const]
    const { itemId: _itemId, ...others } = value
    return Object.keys(others).length > 0 ? [[provider, others] as const] : []
  })
  return kept.length > 0 ? { ...rest, metadata: Object.fromEntries(kept) } : rest
}
