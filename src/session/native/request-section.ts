import type { FactSection } from "../facts/fact-sections.ts"
import { handleOf } from "../handle.ts"
import type { Meter } from "../meter.ts"
import { shortenTogether } from "../shorten-together.ts"
import { FACT_TITLES } from "../texts.ts"
import type { Transcript } from "../transcript.ts"
import { latestRequestIndex, writtenParts } from "../written.ts"

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
  const request = transcript.messages[latestRequestIndex(transcript.messages)]
  const said = (request ? writtenParts(request) : []).flatMap((part) =>
    part.text.trim() !== ""
      ? [
          {
            text: part.text,
            size: meter.tokens(part, "text"),
            handle: handleOf(meter.digest(part, "text")),
          },
        ]
      : [],
  )
  const texts = shortenTogether({
    texts: said,
    tokens,
    count: (text) => meter.measure(text).tokens,
  })
  const lines = said.map(({ text: whole }, index) => ({
    text: (texts[index] ?? "").trim(),
    needle: whole.trim(),
  }))
  return lines.length > 0 ? [{ title: FACT_TITLES.request, lines }] : []
}
