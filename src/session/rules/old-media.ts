import type { Proposal } from "../edit.ts"
import type { RuleContext } from "../rule.ts"
import { placeholder, WHY } from "../texts.ts"
import { attachmentsOf } from "../transcript.ts"
import type { Media } from "../transcript.ts"
import { latestRequestIndex } from "../written.ts"

/** Images and other attachments before the recent window; never those of the latest request. */
export function oldMedia({
  messages,
  recentStart,
  isWhole,
  handle,
}: RuleContext): readonly Proposal[] {
  const latest = latestRequestIndex(messages)
  return messages.slice(0, recentStart).flatMap((message, index) =>
    index === latest
      ? []
      : message.parts.flatMap((part): Proposal[] => {
          const media = attachmentsOf(part)
          if (media.length === 0 || !isWhole(message, part, "media")) return []
          return [
            {
              target: { message: message.id, part: part.id, field: "media" },
              replacement: {
                kind: "text",
                text: placeholder({
                  what: media.map(describeMedia).join(", "),
                  why: WHY.media,
                  handle: handle(part, "media"),
                }),
              },
              reason: "old-media",
            },
          ]
        }),
  )
}

const describeMedia = ({ mime, name }: Media): string => (name ? `${mime} ${name}` : mime)
