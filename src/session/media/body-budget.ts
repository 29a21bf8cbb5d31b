import type { Draft } from "../draft.ts"
import { isRecent } from "../learned-limit.ts"
import type { ModelProfile } from "../model-profile.ts"
import { attachmentsOf, messageKey, slotKey } from "../transcript.ts"
import type { Media, ModelRef } from "../transcript.ts"

/**
 * Bytes of a request's body that Claude's providers state: Anthropic 32 MB, Vertex 30, Bedrock 20.
 * OpenAI has raised what it states, and others name it when they refuse.
 */
export function statedBody({ providerID, modelID }: ModelRef): number | undefined {
  if (providerID !== "anthropic" && !/claude/i.test(modelID)) return undefined
  if (/bedrock/i.test(providerID)) return 20_000_000
  return /vertex/i.test(providerID) ? 30_000_000 : 32_000_000
}

/** The body that a model is sent at most, bytes: as stated, or as a refusal has taught. */
export function bodyBudget(
  model: ModelRef,
  { body }: ModelProfile,
  now: number,
): number | undefined {
  const learned = body && isRecent(body.at, now) ? body.bytes : Infinity
  const least = Math.min(learned, statedBody(model) ?? Infinity)
  return least === Infinity ? undefined : least
}

/** Bytes of a token in JSON, generously: only media come near a limit. */
const BYTES_PER_TOKEN = 5

/** What a request's body comes to, bytes. */
export const bodyBytes = (draft: Draft): number =>
  standingMedia(draft).reduce((sum, { bytes }) => sum + bytes, 0) +
  BYTES_PER_TOKEN * draft.forecast.tokens

export interface StandingMedia {
  readonly slot: string
  readonly bytes: number
}

/** The media that a request carries itself, oldest first. */
export const standingMedia = ({
  transcript,
  view,
}: Pick<Draft, "transcript" | "view">): readonly StandingMedia[] =>
  transcript.messages
    .filter(({ id }) => !view.has(messageKey(id)))
    .flatMap(({ id, parts }) =>
      parts.flatMap((part) => {
        const slot = slotKey(id, part.id, "media")
        const bytes = view.has(slot) ? 0 : sizeOf(attachmentsOf(part))
        return bytes > 0 ? [{ slot, bytes }] : []
      }),
    )

const sizeOf = (media: readonly Media[]): number =>
  media.reduce((sum, { url }) => sum + (/^data:/i.test(url) ? url.length : 0), 0)
