import type { FactSection } from "../facts/fact-sections.ts"
import { handleOf } from "../handle.ts"
import type { Meter } from "../meter.ts"
import { shorten } from "../shorten.ts"
import { FACT_TITLES } from "../texts.ts"
import { latestUserIndex } from "../transcript.ts"
import type { Transcript } from "../transcript.ts"

/** The newest message of the user as a fact; beyond so many counted tokens, head, tail and handle. */
export function requestSection({
  transcript,
  meter,
  tokens,
}: {
  readonly transcript: Transcript
  readonly meter: Meter
  readonly tokens: number
}): readonly FactSection[] {
  const request = transcript.messages[latestUserIndex(transcript.messages)]
  const lines = (request?.parts ?? []).flatMap((part) => {
    if (part.kind !== "text" || part.text.trim() === "") return []
    const size = meter.tokens(part, "text")
    const handle = handleOf(meter.digest(part, "text"))
    const count = (text: string): number => meter.measure(text).tokens
    const text =
      size > tokens ? shorten({ text: part.text, tokens, size, handle, count }) : part.text
    return [{ text: text.trim(), needle: part.text.trim() }]
  })
  return lines.length > 0 ? [{ title: FACT_TITLES.request, lines }] : []
}
